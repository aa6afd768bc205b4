"""How many credentials stand how, now and at the ends of months; what rows cannot tell of them."""
