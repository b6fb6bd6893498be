let context: AudioContext | null = null;

/** Two short soft notes. Silent where the browser allows no sound yet. */
export function chime(): void {
  try {
    context ??= new AudioContext();
    const now = context.currentTime;
    for (const [hertz, after] of [
      [660, 0],
      [880, 0.12],
    ] as const) {
      const note = context.createOscillator();
      const volume = context.createGain();
      note.frequency.value = hertz;
      volume.gain.setValueAtTime(0, now + after);
      volume.gain.linearRampToValueAtTime(0.08, now + after + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, now + after + 0.3);
      note.connect(volume).connect(context.destination);
      note.start(now + after);
      note.stop(now + after + 0.32);
    }
  } catch {
    // No sound here.
  }
}
