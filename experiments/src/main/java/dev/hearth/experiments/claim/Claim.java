package dev.hearth.experiments.claim;

/**
 * What a paper, or the notes on it, say and a program can test.
 *
 * @param id such as {@code ELU-2}
 * @param statement in our words
 * @param paper what the paper measured, and where
 */
public record Claim(String id, String statement, String paper) {}
