package io.trebuchet.physics.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.physics.ChildJvm;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.linalg.Matrix;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

/** In a JVM whose heap is resident from the start, so that whatever grows is outside of it. */
class ReluMemoryTest {
  private static final int TRIALS = 10_000;

  /** Prints how many bytes of matrices were left open, and by how many the process grew. */
  public static void main(String[] args) {
    SeededRandom random = SeededRandom.of(3);
    Sample sample = NetReferenceTest.sample(16, 4, 5, random);
    try (Problem problem = NetReferenceTest.relu(64).on(sample, random)) {
      shortTrials(problem, 2_000);
      long open = Matrix.bytesInUse();
      long resident = Pointer.physicalBytes();
      shortTrials(problem, TRIALS);
      System.out.printf(
          "open %d grown %d%n",
          Matrix.bytesInUse() - open, (Pointer.physicalBytes() - resident) >> 20);
    }
    System.out.printf("left %d%n", Matrix.bytesInUse());
  }

  private static void shortTrials(Problem problem, int count) {
    Measurement state = new Measurement();
    for (int k = 0; k < count; k++) {
      try (GradientDescent trial = problem.start(1 / problem.initialLambdaMax())) {
        trial.measure(state);
        trial.evaluateTest(state);
        trial.advance();
        trial.measure(state);
      }
    }
  }

  @Test
  void tenThousandTrialsDoNotGrowMemoryOutsideTheHeap() throws Exception {
    String output =
        ChildJvm.run(ReluMemoryTest.class, List.of("-Xms128m", "-Xmx128m", "-XX:+AlwaysPreTouch"));
    List<String> lines = output.lines().filter(line -> line.matches("(open|left) .*")).toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).startsWith("open 0 ");
    assertThat(lines.get(1)).isEqualTo("left 0");
    // A trial takes 40 KB, all of them 400 MB.
    long megabytes = Long.parseLong(lines.get(0).substring(lines.get(0).lastIndexOf(' ') + 1));
    assertThat(megabytes).isLessThan(40);
  }
}
