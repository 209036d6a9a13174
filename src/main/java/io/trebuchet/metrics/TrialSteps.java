package io.trebuchet.metrics;

import org.jspecify.annotations.Nullable;

/**
 * What a trial recorded of its steps.
 *
 * @param rows how many it recorded
 * @param checksum of their values, see {@link StepChecksum}; null if only their number is known
 */
public record TrialSteps(long rows, @Nullable String checksum) {}
