"""The paper: a certificate on A4 and a label, typeset by typst from one signed credential."""
