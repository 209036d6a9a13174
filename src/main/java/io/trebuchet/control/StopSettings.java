package io.trebuchet.control;

/**
 * When a trial ends by itself: the config section {@code stop}.
 *
 * @param lossChange converged once |ΔL| is below this; 0 turns the rule off
 * @param patience for how many steps in a row |ΔL| must be below {@code lossChange}
 * @param maxSteps the most updates a trial makes
 */
public record StopSettings(double lossChange, int patience, long maxSteps) {}
