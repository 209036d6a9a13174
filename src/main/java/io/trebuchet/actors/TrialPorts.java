package io.trebuchet.actors;

import io.trebuchet.metrics.Emission;
import io.trebuchet.streams.MetricPort;
import io.trebuchet.trial.ProblemCache;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a trial reaches of the process that it runs in.
 *
 * @param problems which trials have in common
 * @param metrics where it hands over what it records
 * @param live sees every emission before it is recorded, on the trial's thread
 * @param checkpoints null for a sweep that nobody will resume
 */
public record TrialPorts(
    ProblemCache problems,
    MetricPort metrics,
    Consumer<Emission> live,
    @Nullable Checkpoints checkpoints) {}
