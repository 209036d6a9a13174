package io.trebuchet.config;

import io.trebuchet.data.DataFolders;
import io.trebuchet.data.DataKind;
import io.trebuchet.data.DataSource;
import io.trebuchet.physics.Model;
import io.trebuchet.physics.ModelKind;
import io.trebuchet.physics.Parameters;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Function;

/** The kinds that the shipped configs name: those registered, else ones that only read the keys. */
final class PaperKinds {
  private PaperKinds() {}

  static SweepReader reader() {
    List<ModelKind> models = new ArrayList<>();
    ServiceLoader.load(ModelKind.class).forEach(models::add);
    addMissing(
        models,
        ModelKind::name,
        List.of(
            new ReadModel("pure-quadratic", PaperKinds::pureQuadratic),
            new ReadModel("relu", PaperKinds::relu)));
    List<DataKind> sources = new ArrayList<>();
    ServiceLoader.load(DataKind.class).forEach(sources::add);
    addMissing(
        sources,
        DataKind::name,
        List.of(
            new ReadData("toy", PaperKinds::toy),
            new ReadData("mnist", PaperKinds::images),
            new ReadData("fashion-mnist", PaperKinds::images)));
    return SweepReader.of(models, sources);
  }

  private static <K> void addMissing(List<K> kinds, Function<K, String> name, List<K> more) {
    List<String> names = kinds.stream().map(name).toList();
    more.stream().filter(kind -> !names.contains(name.apply(kind))).forEach(kinds::add);
  }

  private static List<Object> pureQuadratic(Parameters p) {
    int n = p.integer("n", 2);
    Parameters eigenvalues = p.section("eigenvalues");
    return List.of(
        n,
        p.quotient("zeta2", Map.of("n", (double) n)),
        eigenvalues.numbers("positive", 2),
        eigenvalues.flag("mirrored"));
  }

  private static List<Object> relu(Parameters p) {
    return List.of(p.integer("width", 1), p.integer("hidden-layers", 1));
  }

  private static List<Object> toy(Parameters p) {
    double big = Double.MAX_VALUE;
    return List.of(p.number("x", -big, big), p.number("y", -big, big));
  }

  private static List<Object> images(Parameters p) {
    return List.of(
        p.numbers("classes", 2),
        p.integer("train", 1),
        p.integer("test", 0),
        p.choice("scale", List.of("sqrt-d", "unit-norm", "none")));
  }

  private record ReadModel(String name, Function<Parameters, List<Object>> reading)
      implements ModelKind {
    @Override
    public Model read(Parameters parameters) {
      return new Read(reading.apply(parameters));
    }
  }

  private record ReadData(String name, Function<Parameters, List<Object>> reading)
      implements DataKind {
    @Override
    public DataSource read(Parameters parameters) {
      return new Read(reading.apply(parameters));
    }
  }

  private record Read(List<Object> values) implements Model, DataSource {
    @Override
    public Problem on(Sample sample, SeededRandom random) {
      throw new UnsupportedOperationException("only its settings are tested");
    }

    @Override
    public void check(DataFolders folders) {}

    @Override
    public Sample load(DataFolders folders, SeededRandom random) {
      throw new UnsupportedOperationException("only its settings are tested");
    }
  }
}
