/** Longest text that any part of an expression may make: a longer one is a mistake that grows with every function around it. */
export const maximumText = 1_000_000
