"""The functions that the language brings with it, by what they work on."""
