"""``python -m actions``: serves the actions on loopback. Started by ``support-bot run``."""

from actions.server import main

if __name__ == "__main__":
    main()
