package io.trebuchet.trial;

/**
 * What all trials of a sweep are trained under.
 *
 * @param runId the tag {@code sweep} of the time series
 * @param sweep its name
 * @param pace steps per second, 0 for as fast as possible
 */
public record TrialTerms(String runId, String sweep, TrialRun.Settings settings, double pace) {}
