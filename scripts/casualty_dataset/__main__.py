"""``python -m casualty_dataset`` is the command ``dataset``."""

from casualty_dataset.cli import main

if __name__ == "__main__":
    main()
