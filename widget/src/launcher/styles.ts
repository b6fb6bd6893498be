import { colours } from "./colours";

/** Below this the chat covers the page: a phone, or a page that is zoomed in. */
export const SMALL = "(max-width: 560px), (max-height: 480px)";

export const styles = `${colours}
:host{position:fixed;z-index:var(--support-chat-z-index,2147483000);inset-block-end:calc(var(--support-chat-offset,20px) + env(safe-area-inset-bottom));inset-inline-end:calc(var(--support-chat-offset,20px) + env(safe-area-inset-right));display:block}
:host([hidden]){display:none}
.launch{position:relative;display:grid;place-items:center;width:60px;height:60px;margin-inline-start:auto;padding:0;border:1px solid transparent;border-radius:22px 22px 6px 22px;background:var(--accent) radial-gradient(120% 120% at 80% 0,#ffffff38,#fff0 60%);color:var(--on-accent);box-shadow:0 6px 22px #0000003d;cursor:pointer;touch-action:manipulation;transition:transform .18s,border-radius .18s}
.launch:hover{transform:translateY(-2px)}
.launch:active{transform:scale(.96)}
.launch:focus-visible{outline:3px solid var(--ink);outline-offset:3px;box-shadow:0 0 0 3px var(--bg)}
.launch[aria-expanded=true]{border-radius:50%}
.launch svg{width:28px;height:28px;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}
.launch[aria-busy=true] svg{animation:wait 1s infinite alternate}
.badge{position:absolute;inset-block-start:-7px;inset-inline-end:-7px;min-width:24px;padding:0 6px;border:2px solid var(--bg);border-radius:14px;background:#c22f17;color:#fff;font:650 13px/21px system-ui,sans-serif;text-align:center}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
support-chat-panel{position:absolute;inset-block-end:76px;inset-inline-end:0;width:min(var(--support-chat-width,400px),calc(100vw - 40px));height:min(var(--support-chat-height,680px),calc(100vh - 130px));border-radius:var(--support-chat-radius,22px);box-shadow:0 18px 60px #00000040,0 0 0 1px #0000000f;animation:rise .2s ease-out;transform-origin:100% 100%}
[hidden]{display:none!important}
@media ${SMALL}{
support-chat-panel{position:fixed;inset:var(--viewport-top,0) 0 auto;width:auto;height:var(--viewport-height,100dvh);border-radius:0;box-shadow:none}
.launch[aria-expanded=true]{visibility:hidden}
}
@keyframes rise{from{opacity:0;transform:translateY(12px) scale(.98)}}
@keyframes wait{to{opacity:.3}}
@media (prefers-reduced-motion:reduce){*{animation:none!important;transition:none!important}}
@media (forced-colors:active){support-chat-panel{outline:1px solid CanvasText}.badge{border-color:CanvasText}}
`;
