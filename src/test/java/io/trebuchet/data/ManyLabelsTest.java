package io.trebuchet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trebuchet.config.ConfigException;
import io.trebuchet.config.Overrides;
import io.trebuchet.config.SweepReader;
import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.SeededRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Points with several labels, however they come. */
final class ManyLabelsTest {
  @TempDir private Path folder = Path.of("");

  private Dataset train(String data, int outputs) throws IOException, ConfigException {
    Path config = folder.resolve("labels.conf");
    Files.writeString(
        config,
        "model { kind = mlp, widths = [3], outputs = %d }\nlearning-rates.c = [1]\ndata %s"
            .formatted(outputs, data));
    return SweepReader.create()
        .read(config, Overrides.NONE)
        .trials()
        .getFirst()
        .point()
        .data()
        .load(new DataFolders(List.of()), SeededRandom.of(1))
        .train();
  }

  @Test
  void inline() throws Exception {
    Dataset train = train("{ kind = inline, x = [1, 2], y = [[1, 0, 0], [0, 0.5, 0.5]] }", 3);
    assertThat(train.outputs()).isEqualTo(3);
    assertThat(train.size()).isEqualTo(2);
    assertThat(train.labels()).containsExactly(1, 0, 0, 0, 0.5, 0.5);
    assertThatThrownBy(() -> train("{ kind = inline, x = [1, 2], y = [[1, 0], [0]] }", 2))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(
            () -> train("{ kind = inline, x = [1], y = [[1, 0]], test { x = [1], y = [1] } }", 2))
        .hasMessageContaining("as many labels a point");
  }

  @Test
  void csv() throws Exception {
    Files.writeString(folder.resolve("points.csv"), "a,u,b,v\n1,10,2,20\n3,30,4,40\n");
    Dataset train = train("{ kind = csv, file = points.csv, label = \"v, u\" }", 2);
    assertThat(train.inputs()).containsExactly(1, 2, 3, 4);
    assertThat(train.labels()).containsExactly(20, 10, 40, 30);
    Dataset one = train("{ kind = csv, file = points.csv, label = b }", 1);
    assertThat(one.inputs()).containsExactly(1, 10, 20, 3, 30, 40);
    assertThat(one.labels()).containsExactly(2, 4);
    for (String wrong : List.of("u, w", "u, u", "a, u, b, v")) {
      assertThatThrownBy(
              () -> train("{ kind = csv, file = points.csv, label = \"" + wrong + "\" }", 2))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("data.label");
    }
  }

  @Test
  void npy() throws Exception {
    NpyFiles.write(folder.resolve("x.npy"), new double[] {5, 6}, 2, 1);
    NpyFiles.write(folder.resolve("y.npy"), new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
    Dataset train = train("{ kind = npy, x = x.npy, y = y.npy }", 3);
    assertThat(train.inputs()).containsExactly(5, 6);
    assertThat(train.labels()).containsExactly(1, 2, 3, 4, 5, 6);
    NpyFiles.write(folder.resolve("y.npy"), new double[] {1, 2, 3, 4, 5, 6}, 3, 2);
    assertThatThrownBy(() -> train("{ kind = npy, x = x.npy, y = y.npy }", 3))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("row of them");
  }

  @Test
  void classesOfImages() {
    ImageSettings hot =
        new ImageSettings(List.of(3, 1, 4), ImageSettings.Labels.ONE_HOT, 1, 0, PixelScale.NONE);
    double[] labels = new double[6];
    hot.write(4, labels, 3);
    assertThat(labels).containsExactly(0, 0, 0, 0, 0, 1);
    ImageSettings signs =
        new ImageSettings(List.of(3, 1, 4), ImageSettings.Labels.SIGNS, 1, 0, PixelScale.NONE);
    signs.write(3, labels, 0);
    assertThat(labels).containsExactly(1, -1, -1, 0, 0, 1);
    ImageSettings two =
        new ImageSettings(List.of(7, 2), ImageSettings.Labels.SIGN, 1, 0, PixelScale.NONE);
    two.write(7, labels, 0);
    two.write(2, labels, 1);
    assertThat(labels).startsWith(-1, 1);
    assertThat(two.outputs()).isEqualTo(1);
    assertThat(hot.words()).isEqualTo("classes 3, 1 and 4");
  }
}
