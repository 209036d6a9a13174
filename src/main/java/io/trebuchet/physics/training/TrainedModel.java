package io.trebuchet.physics.training;

import io.trebuchet.physics.GivenWeights;
import io.trebuchet.physics.MemoryNeed;
import io.trebuchet.physics.Model;
import io.trebuchet.physics.Numbers;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import java.util.List;
import java.util.Optional;

/**
 * A model under a training of its own.
 *
 * @param model what checks and explains itself
 * @param trainable the same, as what can be trained
 */
public record TrainedModel(Model model, Trainable trainable, Training training) implements Model {
  /** A model under a training, if it can be trained otherwise than by plain gradient descent. */
  public static Optional<Model> of(Model model, Training training) {
    return trainable(model).map(trainable -> new TrainedModel(model, trainable, training));
  }

  /** The model as what can be trained, if it can. */
  public static Optional<Trainable> trainable(Model model) {
    return switch (model) {
      case Trainable trainable -> Optional.of(trainable);
      case GivenWeights(Trainable.Weighted trainable, Numbers weights) ->
          Optional.of(new AtWeights(trainable, weights));
      default -> Optional.empty();
    };
  }

  /** What a model is trained by. */
  public static Training training(Model model) {
    return model instanceof TrainedModel trained ? trained.training() : Training.PLAIN;
  }

  /** A trainable model whose initial weights a user gives. */
  private record AtWeights(Trainable.Weighted original, Numbers weights)
      implements Trainable.Derived {
    @Override
    public Start start(Sample sample, SeededRandom random) {
      return original.start(sample, weights.read());
    }
  }

  @Override
  public int outputs() {
    return trainable.outputs();
  }

  @Override
  public Problem on(Sample sample, SeededRandom random) {
    training.check(trainable, sample);
    return TrainedProblem.create(trainable.start(sample, random), training, sample);
  }

  @Override
  public MemoryNeed memory(Sample sample) {
    return trainable.memoryToTrain(sample);
  }

  @Override
  public List<Runnable> checks() {
    return model.checks();
  }

  @Override
  public List<String> check(Sample sample) {
    training.check(trainable, sample);
    return model.check(sample);
  }

  @Override
  public Optional<String> trainingOnly() {
    return model.trainingOnly();
  }

  @Override
  public List<Numbers> given() {
    return model.given();
  }
}
