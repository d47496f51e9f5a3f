"""Whether this device runs on mains power."""

from __future__ import annotations

import psutil


def on_mains() -> bool:
    """Return False only while a battery is being used up: a device without one, or that does not tell, is on mains."""
    try:
        battery = psutil.sensors_battery()
    except (AttributeError, OSError, psutil.Error, ValueError):
        return True
    return battery is None or battery.power_plugged is not False
