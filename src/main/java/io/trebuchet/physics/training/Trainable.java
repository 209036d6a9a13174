package io.trebuchet.physics.training;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.MemoryNeed;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;

/** A model that any training can be applied to: it tells its outputs at any weights. */
public interface Trainable {
  /** K. */
  int outputs();

  /** How many parts of θ count as layers on these data. */
  int layers(Sample sample);

  /**
   * What the seed decides, and what a trial computes with.
   *
   * @throws IllegalArgumentException if the model cannot take this data, saying why
   */
  Start start(Sample sample, SeededRandom random);

  /** The least memory that trials in weight space hold, as far as it is known. */
  MemoryNeed memoryToTrain(Sample sample);

  /** One that can start at any weights. */
  interface Weighted extends Trainable {
    /**
     * At given weights, which are handed over.
     *
     * @throws IllegalArgumentException if there are more or fewer weights, or the data do not fit
     */
    Start start(Sample sample, double[] weights);
  }

  /** One that is made of another. */
  interface Derived extends Trainable {
    /** That other. */
    Trainable original();

    @Override
    default int outputs() {
      return original().outputs();
    }

    @Override
    default int layers(Sample sample) {
      return original().layers(sample);
    }

    @Override
    default MemoryNeed memoryToTrain(Sample sample) {
      return original().memoryToTrain(sample);
    }
  }

  /** A model at the initial weights of one seed; safe for use by many threads. */
  interface Start {
    /** θ_0, in the coordinates in which {@code model.initial-weights} gives it; read only. */
    double[] weights();

    /** Its outputs on some points: buffers of their own for whoever asks. */
    Outputs outputs(Dataset points);
  }
}
