"""The pages of the desk: each function takes the desk and a visit and gives the response."""
