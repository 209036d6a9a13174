package io.trebuchet.storage;

/**
 * Emissions encoded for one store; a retry sends the same text again.
 *
 * @param stepRows rows of the measurement {@code step}
 * @param eventRows rows of the measurement {@code trial}
 */
public record Batch(String text, long stepRows, long eventRows) {}
