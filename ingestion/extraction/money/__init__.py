"""Tables of money and volumes, whatever the document is: words, kinds, units, sums, and which figure stands where."""
