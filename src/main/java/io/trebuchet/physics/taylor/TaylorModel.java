package io.trebuchet.physics.taylor;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.MemoryNeed;
import io.trebuchet.physics.Model;
import io.trebuchet.physics.Numbers;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.training.Outputs;
import io.trebuchet.physics.training.Trainable;
import io.trebuchet.physics.training.TrainedProblem;
import io.trebuchet.physics.training.Training;
import java.util.List;
import java.util.Optional;

/**
 * Another model's outputs to an order in θ − θ_0, docs/physics.md, "Taylor models".
 *
 * @param of what it is of
 * @param original the same, as what tells its derivatives
 * @param order 1 or 2
 */
public record TaylorModel(Model of, Trainable original, int order)
    implements Model, Trainable.Derived {
  @Override
  public int outputs() {
    return original.outputs();
  }

  @Override
  public Start start(Sample sample, SeededRandom random) {
    Start about = original.start(sample, random);
    return new Start() {
      @Override
      public double[] weights() {
        return about.weights();
      }

      @Override
      public Outputs outputs(Dataset points) {
        Outputs inner = about.outputs(points);
        return order == 1
            ? LinearOutputs.about(inner, about.weights())
            : QuadraticTaylorOutputs.about(inner, about.weights());
      }
    };
  }

  @Override
  public Problem on(Sample sample, SeededRandom random) {
    Training.PLAIN.checkLabels(sample, outputs());
    return TrainedProblem.create(start(sample, random), Training.PLAIN, sample);
  }

  @Override
  public MemoryNeed memory(Sample sample) {
    return memoryToTrain(sample);
  }

  @Override
  public List<Runnable> checks() {
    return of.checks();
  }

  @Override
  public List<String> check(Sample sample) {
    return of.check(sample);
  }

  @Override
  public Optional<String> trainingOnly() {
    return of.trainingOnly();
  }

  @Override
  public List<Numbers> given() {
    return of.given();
  }
}
