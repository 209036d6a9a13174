package io.trebuchet.data;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.Parameters;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.quadratic.FeatureFamily;
import io.trebuchet.physics.quadratic.FeatureSizes;
import io.trebuchet.physics.quadratic.QuadraticFeatures;
import io.trebuchet.physics.quadratic.Spectrum;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code data.kind = teacher-student}: random inputs, labels by a quadratic model (188) with
 * weights N(0, 1). A quadratic student takes its features from it.
 */
public final class TeacherStudentKind implements DataKind {
  @Override
  public String name() {
    return "teacher-student";
  }

  @Override
  public DataSource read(Parameters parameters) {
    FeatureSizes sizes = FeatureSizes.readBiased(parameters, 0);
    return new TeacherStudent(
        FeatureFamily.read(parameters, sizes, Spectrum.read(parameters, sizes)),
        sizes.readZetaSq(parameters),
        parameters.integer("dimension", 1),
        parameters.integer("train", 1),
        parameters.integer("test", 0),
        Draws.read(parameters, "x"));
  }

  private record TeacherStudent(
      FeatureFamily teacher, double zetaSq, int dimension, int train, int test, Draws x)
      implements DataSource {
    @Override
    public void check(DataFolders folders) {}

    @Override
    public boolean hasTestSet() {
      return test > 0;
    }

    @Override
    public Sample load(DataFolders folders, SeededRandom random) {
      QuadraticFeatures features = teacher.draw(dimension, random.split("teacher"));
      double[] theta = random.split("teacher-weights").gaussians(teacher.size());
      // Apart from each other, so that the size of one set does not change the points of the other.
      double[] trainInputs = x.draw(Math.multiplyExact(train, dimension), random.split("x"));
      double[] testInputs = x.draw(Math.multiplyExact(test, dimension), random.split("test-x"));
      double[] all = Arrays.copyOf(trainInputs, trainInputs.length + testInputs.length);
      System.arraycopy(testInputs, 0, all, trainInputs.length, testInputs.length);
      double[] labels = features.outputs(all, theta, Math.sqrt(zetaSq));
      @Nullable Dataset testSet =
          test == 0
              ? null
              : Dataset.of(dimension, testInputs, Arrays.copyOfRange(labels, train, labels.length));
      Dataset trainSet = Dataset.of(dimension, trainInputs, Arrays.copyOf(labels, train));
      return new Sample(trainSet, testSet, Map.of(), features);
    }
  }
}
