"""The paper: a certificate on A4 and a label, set by typst from one signed credential."""
