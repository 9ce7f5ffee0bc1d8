#!/bin/bash
# What AlsaIT has a guest do. Wants DISTRIBUTION, the folder of the built program, and RECIPES, the folder of this script.
exec /usr/bin/python3 "$RECIPES/alsa_rig.py"
