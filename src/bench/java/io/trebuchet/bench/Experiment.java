package io.trebuchet.bench;

import java.util.List;
import java.util.Optional;

/**
 * A shipped config as the benchmark runs it: 16 rates at which it converges, so that values stay
 * finite however long it runs.
 *
 * @param name of the config file without its ending
 * @param rates the value of {@code learning-rates.c}
 * @param images whether it trains on images
 * @param peer whose program has it
 */
public record Experiment(String name, String rates, Work work, boolean images, Peer peer) {
  /** How many rates each has: an even number, so that two threads end together. */
  public static final int TRIALS = 16;

  /** Who computes the same. */
  enum Peer {
    /** bench/fair_numpy.py and the program of --baseline. */
    NUMPY,
    /** bench/jax_training.py. */
    JAX
  }

  private static final String CATAPULT = "{ from = 0.5, to = 2.75, step = 0.15 }";
  private static final int WIDTH = 1024;
  private static final int POINTS = 128;
  // Terms of the odd series of tanh that reach rounding, for the matrices of these two.
  private static final int TERMS_FIG05 = 7;
  private static final int TERMS_FIG07 = 8;

  private static final List<Experiment> ALL =
      List.of(
          toy("fig01", CATAPULT, Work.eigenbasis(1000)),
          toy("fig02", CATAPULT, Work.line(WIDTH)),
          images("fig03", Work.oneHiddenLayer(WIDTH, POINTS)),
          toy("fig04", CATAPULT, Work.operators(2, 500)),
          toy("fig05", CATAPULT, Work.operators(TERMS_FIG05, 400)),
          toy("fig06", CATAPULT, Work.eigenbasis(100)),
          toy("fig07", CATAPULT, Work.operators(TERMS_FIG07, 150)),
          toy("fig08", CATAPULT, Work.line(WIDTH)),
          toy("fig09", CATAPULT, Work.line(WIDTH)),
          toy("fig10", CATAPULT, Work.line(WIDTH)),
          images("fig12", Work.oneHiddenLayer(WIDTH, POINTS)),
          images("fig13", Work.oneHiddenLayer(WIDTH, POINTS)),
          images("fig14", Work.twoHiddenLayers(WIDTH, POINTS)),
          images("fig15", Work.twoHiddenLayers(WIDTH, POINTS)),
          images("fig16", Work.twoHiddenLayers(WIDTH, POINTS)),
          net("mlp-squared", Work.weightSpace(List.of(784, 512, 512, 1), POINTS)),
          net("mlp-cross-entropy", Work.weightSpace(List.of(784, 512, 512, 2), POINTS)));

  private static Experiment toy(String name, String rates, Work work) {
    return new Experiment(name, rates, work, false, Peer.NUMPY);
  }

  private static Experiment images(String name, Work work) {
    return new Experiment(name, CATAPULT, work, true, Peer.NUMPY);
  }

  private static Experiment net(String name, Work work) {
    return new Experiment(name, CATAPULT, work, true, Peer.JAX);
  }

  /** All that can be measured. */
  public static List<Experiment> all() {
    return ALL;
  }

  /** The experiment of a name. */
  public static Optional<Experiment> named(String name) {
    return ALL.stream().filter(experiment -> experiment.name().equals(name)).findFirst();
  }
}
