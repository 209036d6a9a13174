package io.trebuchet.metrics;

import java.util.Map;

/**
 * Why a trial was ended, with all that is needed to see for oneself that it was right.
 *
 * @param rule {@code stop} for the section of that name, the rule's name, {@code user} or {@code
 *     error}
 * @param settings the rule's, as {@code key=value} joined by commas
 * @param evidence the numbers that the verdict rests on, in words
 * @param certificate what was proven at the trial's last step: {@code doomed}, {@code safe}, {@code
 *     returns} or {@code none}
 * @param censored whether the trial would have gone on, so that its maxima are lower bounds and its
 *     final values are none
 * @param inputs the measured numbers of the last step, by column
 */
public record StopRecord(
    String rule,
    String settings,
    String evidence,
    String certificate,
    boolean censored,
    Map<String, Double> inputs) {}
