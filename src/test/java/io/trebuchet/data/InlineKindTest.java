package io.trebuchet.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.MapParameters;
import io.trebuchet.physics.SeededRandom;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class InlineKindTest {
  private static final List<List<Double>> X = List.of(List.of(1.0, 0.0), List.of(0.0, 2.0));
  private static final List<Double> Y = List.of(0.5, -1.0);

  @Test
  void aTestSetMayStandBesideTheTrainingSet() throws IOException {
    Map<String, ?> test = Map.of("x", List.of(List.of(3.0, 4.0)), "y", List.of(5.0));
    DataSource source =
        new InlineKind().read(new MapParameters(Map.of("x", X, "y", Y, "test", test)));
    assertThat(source.hasTestSet()).isTrue();
    Dataset read =
        Objects.requireNonNull(source.load(new DataFolders(List.of()), SeededRandom.of(1)).test());
    assertThat(read.inputs()).containsExactly(3, 4);
    assertThat(read.labels()).containsExactly(5);
    assertThat(new InlineKind().read(new MapParameters(Map.of("x", X, "y", Y))).hasTestSet())
        .isFalse();
  }
}
