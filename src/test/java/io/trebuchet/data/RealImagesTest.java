package io.trebuchet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.MapParameters;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The real files, against what is known of them. */
class RealImagesTest {
  private static Sample load(DataKind kind, int train, String scale) throws IOException {
    MapParameters parameters =
        new MapParameters(
            Map.of(
                "labels",
                "auto",
                "classes",
                List.of(0, 1),
                "train",
                train,
                "test",
                0,
                "scale",
                scale));
    DataSource source = kind.read(parameters);
    DataFolders folders = ImageFiles.folders(kind.name() + "-01");
    source.check(folders);
    return source.load(folders, SeededRandom.of(1));
  }

  /** Mean pixel value, 0 to 255, of the points with this label. */
  private static double mean(Dataset data, double label) {
    double sum = 0;
    int count = 0;
    for (int k = 0; k < data.size(); k++) {
      if (data.labels()[k] == label) {
        count++;
        for (int i = 0; i < data.dimension(); i++) {
          sum += 255 * data.input(k, i);
        }
      }
    }
    return sum / count / data.dimension();
  }

  private static long count(Dataset data, double label) {
    long count = 0;
    for (double y : data.labels()) {
      count += y == label ? 1 : 0;
    }
    return count;
  }

  @Test
  void mnist() throws IOException {
    Sample sample = load(new MnistKind(), 12665, "none");
    Dataset test = Objects.requireNonNull(sample.test());
    assertThat(sample.train().dimension()).isEqualTo(784);
    assertThat(count(sample.train(), -1)).isEqualTo(5923);
    assertThat(count(sample.train(), 1)).isEqualTo(6742);
    assertThat(count(test, -1)).isEqualTo(980);
    assertThat(count(test, 1)).isEqualTo(1135);
    assertThat(mean(sample.train(), -1)).isCloseTo(44.217, within(5e-4));
    assertThat(mean(sample.train(), 1)).isCloseTo(19.380, within(5e-4));
    assertThat(mean(test, -1)).isCloseTo(43.939, within(5e-4));
    assertThat(mean(test, 1)).isCloseTo(19.568, within(5e-4));
  }

  @Test
  void fashionMnist() throws IOException {
    Sample sample = load(new FashionMnistKind(), 12000, "none");
    Dataset test = Objects.requireNonNull(sample.test());
    assertThat(count(sample.train(), -1)).isEqualTo(6000);
    assertThat(test.size()).isEqualTo(2000);
    assertThat(mean(sample.train(), -1)).isCloseTo(83.030, within(5e-4));
    assertThat(mean(sample.train(), 1)).isCloseTo(56.841, within(5e-4));
    assertThat(mean(test, -1)).isCloseTo(83.624, within(5e-4));
    assertThat(mean(test, 1)).isCloseTo(56.981, within(5e-4));
  }

  /** The training pixels are exact; those of the test set at hand come from lossy copies. */
  @Test
  void cifar10() throws IOException {
    Sample sample = load(new CifarKind(), 762, "none");
    Dataset test = Objects.requireNonNull(sample.test());
    assertThat(sample.train().dimension()).isEqualTo(3072);
    assertThat(count(sample.train(), -1)).isEqualTo(396);
    assertThat(count(sample.train(), 1)).isEqualTo(366);
    assertThat(count(test, -1)).isEqualTo(1000);
    assertThat(count(test, 1)).isEqualTo(1000);
    assertThat(mean(sample.train(), -1)).isCloseTo(142.676, within(5e-4));
    assertThat(mean(sample.train(), 1)).isCloseTo(117.939, within(5e-4));
    assertThat(mean(test, -1)).isCloseTo(145.462, within(5e-4));
    assertThat(mean(test, 1)).isCloseTo(116.728, within(5e-4));
  }

  @Test
  void defaultSizes() throws IOException {
    Sample sample = load(new MnistKind(), 128, "sqrt-d");
    assertThat(sample.train().size()).isEqualTo(128);
    assertThat(Objects.requireNonNull(sample.test()).size()).isEqualTo(2115);
    assertThat(sample.checksums())
        .containsEntry(
            "t10k-labels-idx1-ubyte.gz",
            "99e679df25b3325382268fbc9d0388aed48914ae00909a3317497f0477a8be12")
        .containsEntry(
            "train-images-idx3-ubyte.gz",
            "8d53ed37a630725a7e19d78688aa77e6c37164e3fac0880cff111aee90cd30be");
  }
}
