package io.trebuchet.physics.quadratic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.MapParameters;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Model;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.linalg.DoubleDouble;
import io.trebuchet.physics.net.HomogeneousKind;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

final class PreciseTest {
  private static BigDecimal exact(DoubleDouble value) {
    return new BigDecimal(value.hi()).add(new BigDecimal(value.lo()));
  }

  @Property(tries = 200)
  void thirtyDigitsAreRight(
      @ForAll @DoubleRange(min = -1e6, max = 1e6) double a,
      @ForAll @DoubleRange(min = -1, max = 1) double b,
      @ForAll @DoubleRange(min = 0.1, max = 10) double c) {
    double small = 0x1p-66;
    DoubleDouble x = DoubleDouble.of(a).plus(DoubleDouble.of(b).times(small));
    BigDecimal bigX = new BigDecimal(a).add(new BigDecimal(b).multiply(new BigDecimal(small)));
    BigDecimal room = bigX.abs().add(BigDecimal.ONE).multiply(new BigDecimal("1e-29"));
    close(exact(x), bigX, room);
    close(exact(x.times(x)), bigX.multiply(bigX), room.multiply(bigX.abs().add(BigDecimal.ONE)));
    close(
        exact(x.over(c)),
        bigX.divide(new BigDecimal(c), MathContext.DECIMAL128),
        room.multiply(BigDecimal.TEN));
    close(
        exact(x.minus(DoubleDouble.of(c))),
        bigX.subtract(new BigDecimal(c)),
        room.multiply(BigDecimal.TEN));
  }

  private static void close(BigDecimal actual, BigDecimal expected, BigDecimal room) {
    assertThat(actual).isCloseTo(expected, within(room));
  }

  /** Before rounding is amplified the two agree, step by step. */
  @Property(tries = 40)
  void theStepsAreTheSame(
      @ForAll @IntRange(min = 0, max = 2) int kind,
      @ForAll @IntRange(min = 1, max = 3) int points,
      @ForAll @DoubleRange(min = 0.1, max = 1.9) double c,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    SeededRandom random = SeededRandom.of(seed);
    Sample sample = Sample.of(Dataset.of(1, random.gaussians(points), random.gaussians(points)));
    Model model =
        switch (kind) {
          case 0 -> QuadraticModel.pure(20, 0.1, Spectrum.drawn(0.5, 1.5, true));
          case 1 ->
              new QuadraticWithBiasKind()
                  .read(
                      new MapParameters(
                          Map.of(
                              "n-psi",
                              20,
                              "n-phi",
                              3,
                              "zeta2",
                              "1/n-psi",
                              "feature-scale",
                              "unit")));
          default ->
              new HomogeneousKind()
                  .read(new MapParameters(Map.of("width", 20, "a-minus", 0.5, "a-plus", 1.0)));
        };
    try (Problem problem = model.on(sample, random)) {
      double rate = c / problem.initialLambdaMax();
      Measurement usual = new Measurement();
      Measurement precise = new Measurement();
      try (GradientDescent a = problem.start(rate);
          GradientDescent b = Objects.requireNonNull(problem.precise(rate))) {
        for (int step = 0; step < 5; step++) {
          a.measure(usual);
          b.measure(precise);
          if (!(usual.loss < 1e6)) {
            return;
          }
          assertThat(precise.loss).isCloseTo(usual.loss, within(1e-9 * (1 + usual.loss)));
          assertThat(precise.lambdaMax)
              .isCloseTo(usual.lambdaMax, within(1e-9 * (1 + usual.lambdaMax)));
          assertThat(precise.weightNormSq)
              .isCloseTo(usual.weightNormSq, within(1e-9 * (1 + usual.weightNormSq)));
          a.advance();
          b.advance();
        }
      }
    }
  }
}
