package io.trebuchet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.MapParameters;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.quadratic.FeatureFamily;
import io.trebuchet.physics.quadratic.FeatureScales;
import io.trebuchet.physics.quadratic.Nonlinearity;
import io.trebuchet.physics.quadratic.QuadraticModel;
import io.trebuchet.physics.quadratic.Spectrum;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeneratedDataTest {
  private static final DataFolders NOWHERE = new DataFolders(List.of());

  private static Sample load(DataKind kind, Map<String, Object> values, long seed)
      throws IOException {
    MapParameters parameters = new MapParameters(values);
    DataSource source = kind.read(parameters);
    assertThat(parameters.faults()).isEmpty();
    source.check(NOWHERE);
    return source.load(NOWHERE, SeededRandom.of(seed));
  }

  private static Map<String, Object> teacher(int psi, int phi, String g, int dimension) {
    Map<String, Object> values = new HashMap<>();
    values.put("n-psi", psi);
    values.put("n-phi", phi);
    values.put("g", g);
    values.put("eigenvalues", Map.of("positive", List.of(1, 1.5), "mirrored", true));
    values.put("eigenbasis", "random");
    values.put("feature-scale", "none");
    values.put("meta-feature-scale", "none");
    values.put("zeta2", "1/n-psi");
    values.put("dimension", dimension);
    values.put("train", 6);
    values.put("test", 9);
    values.put("x", List.of(-0.5, 0.5));
    return values;
  }

  @Test
  void uniformPointsFillTheirIntervals() throws IOException {
    Map<String, Object> values =
        Map.of("dimension", 3, "train", 500, "x", List.of(-0.5, 0.25), "y", List.of(1, 2));
    Dataset train = load(new UniformKind(), values, 1).train();
    assertThat(train.size()).isEqualTo(500);
    assertThat(train.dimension()).isEqualTo(3);
    assertThat(DoubleStream.of(train.inputs())).allMatch(x -> x >= -0.5 && x < 0.25);
    assertThat(DoubleStream.of(train.labels())).allMatch(y -> y >= 1 && y < 2);
    // 1500 draws leave gaps of a few thousandths at the ends, and a mean within 4 of its σ.
    assertThat(DoubleStream.of(train.inputs())).anyMatch(x -> x < -0.49).anyMatch(x -> x > 0.24);
    double mean = Arrays.stream(train.inputs()).average().orElseThrow();
    assertThat(mean).isCloseTo(-0.125, within(4 * 0.75 / Math.sqrt(12 * 1500)));
    assertThat(load(new UniformKind(), values, 1).train().inputs()).isEqualTo(train.inputs());
    assertThat(load(new UniformKind(), values, 2).train().inputs()).isNotEqualTo(train.inputs());
  }

  /** A student as large as its teacher, with the teacher's weights, makes no error at all. */
  @ParameterizedTest
  @CsvSource({"identity, 1, 0", "tanh, 1, 0", "tanh, 1, 3", "tanh, 2, 3", "identity, 2, 4"})
  void theTeacherItselfHasNoLoss(String g, int dimension, int phi) throws IOException {
    Sample sample = load(new TeacherStudentKind(), teacher(8, phi, g, dimension), 3);
    double[] theta = SeededRandom.of(3).split("teacher-weights").gaussians(8 + phi);
    FeatureFamily family =
        new FeatureFamily(
            8, phi, Nonlinearity.IDENTITY, Spectrum.drawn(1, 2, true), true, FeatureScales.NONE);
    try (Problem problem =
            new QuadraticModel(family, 1.0 / 8, theta::clone).on(sample, SeededRandom.of(5));
        GradientDescent descent = problem.start(0.1)) {
      Measurement m = new Measurement();
      descent.measure(m);
      descent.evaluateTest(m);
      assertThat(m.loss).isLessThan(1e-28);
      assertThat(m.testLoss).isLessThan(1e-28);
      assertThat(m.testAccuracy).isEqualTo(1);
      double[] labels = sample.train().labels();
      assertThat(DoubleStream.of(labels)).anyMatch(y -> Math.abs(y) > 0.01);
    }
  }

  /** (190), (191): zero weights in what the student lacks make teacher and student the same. */
  @Test
  void aSmallerStudentHasTheFirstCoordinatesOfTheTeacher() throws IOException {
    Sample sample = load(new TeacherStudentKind(), teacher(8, 4, "tanh", 1), 3);
    double[] small = SeededRandom.of(9).gaussians(5 + 2);
    double[] large = new double[8 + 4];
    System.arraycopy(small, 0, large, 0, 5);
    System.arraycopy(small, 5, large, 8, 2);
    double[] lossOf = new double[2];
    double[][] weights = {small, large};
    int[][] sizes = {{5, 2}, {8, 4}};
    for (int k = 0; k < 2; k++) {
      double[] theta = weights[k];
      FeatureFamily family =
          new FeatureFamily(
              sizes[k][0],
              sizes[k][1],
              Nonlinearity.TANH,
              Spectrum.drawn(1, 2, false),
              true,
              FeatureScales.NONE);
      try (Problem problem =
              new QuadraticModel(family, 0.2, theta::clone).on(sample, SeededRandom.of(5));
          GradientDescent descent = problem.start(0.1)) {
        Measurement m = new Measurement();
        descent.measure(m);
        lossOf[k] = m.loss;
      }
    }
    assertThat(lossOf[0]).isCloseTo(lossOf[1], within(1e-14));
  }

  @Test
  void aStudentLargerThanItsTeacherIsRefused() throws IOException {
    Sample sample = load(new TeacherStudentKind(), teacher(8, 0, "tanh", 1), 3);
    QuadraticModel large = QuadraticModel.pure(10, 0.1, Spectrum.drawn(1, 1, true));
    assertThatThrownBy(() -> large.on(sample, SeededRandom.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a student of 10 + 0 weights")
        .hasMessageContaining("a teacher of 8 + 0");
  }

  @Test
  void theSizeOfOneSetDoesNotChangeTheOther() throws IOException {
    Map<String, Object> values = teacher(8, 2, "tanh", 2);
    Sample sample = load(new TeacherStudentKind(), values, 3);
    values.put("test", 4);
    Sample smaller = load(new TeacherStudentKind(), values, 3);
    assertThat(smaller.train().labels()).isEqualTo(sample.train().labels());
    assertThat(Objects.requireNonNull(smaller.test()).inputs())
        .isEqualTo(Arrays.copyOf(Objects.requireNonNull(sample.test()).inputs(), 8));
    values.put("test", 0);
    assertThat(load(new TeacherStudentKind(), values, 3).test()).isNull();
  }

  @Test
  void inlinePointsAreTakenAsTheyAre() throws IOException {
    Map<String, Object> values =
        Map.of("x", List.of(List.of(1, 2), List.of(3, 4)), "y", List.of(0.5, -1));
    Dataset train = load(new InlineKind(), values, 1).train();
    assertThat(train.dimension()).isEqualTo(2);
    assertThat(train.inputs()).containsExactly(1, 2, 3, 4);
    assertThat(train.labels()).containsExactly(0.5, -1);
    MapParameters wrong =
        new MapParameters(Map.of("x", List.of(List.of(1, 2)), "y", List.of(0.5, -1)));
    new InlineKind().read(wrong);
    assertThat(wrong.faults()).singleElement().asString().contains("1 points, has 2");
  }
}
