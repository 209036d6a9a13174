package io.trebuchet.physics;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.physics.net.Net;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** ND4J takes a second to load: nothing may do so before a model needs it. */
class LoadingTest {
  /** Reads a config's worth of model; with an argument, also uses it. */
  public static void main(String[] args) {
    for (ModelKind kind : ServiceLoader.load(ModelKind.class)) {
      if (kind.name().equals("relu")) {
        Model model = kind.read(new MapParameters(Map.of("width", 8, "hidden-layers", 1)));
        if (args.length > 0) {
          Dataset points = Dataset.of(2, new double[] {1, 2, 3, 4}, new double[] {1, 2});
          model.on(Sample.of(points), SeededRandom.of(1)).close();
        }
      }
    }
  }

  private static boolean loadsNd4j(String... args) throws IOException, InterruptedException {
    String output = ChildJvm.run(LoadingTest.class, List.of("-Xlog:class+load:stdout"), args);
    assertThat(output).contains(Net.class.getName());
    return output.contains("org.nd4j.") || output.contains("org.bytedeco.");
  }

  @Test
  void readingAModelDoesNotLoadNd4jAndUsingItDoes() throws Exception {
    assertThat(loadsNd4j()).isFalse();
    assertThat(loadsNd4j("use")).isTrue();
  }
}
