package io.trebuchet.metrics;

/**
 * What identifies a trial's time series.
 *
 * @param sweep the run id, unique over all runs; a tag
 * @param name the sweep's name in the config
 * @param trial the trial's id, such as {@code s1-c2.1}; a tag
 * @param c ηλ_max(H_0)
 */
public record Series(String sweep, String name, String trial, long seed, double c) {}
