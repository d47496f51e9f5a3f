"""``python -m videoreflect.cli``."""

import sys

from videoreflect.cli import main

sys.exit(main())
