package io.trebuchet.config;

/**
 * One configuration to train.
 *
 * @param id {@code s<seed>-c<c>}, with {@code g<k>-} in front in a grid; unique in the sweep
 */
public record TrialSpec(String id, GridPoint point, long seed, LearningRate rate) {}
