package io.trebuchet.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigRenderOptions;
import io.trebuchet.control.ControlRule;
import io.trebuchet.control.StopSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ShippedConfigsTest extends ConfigTest {
  private static final Path CONFIGS = Path.of("configs");

  static List<Path> configs() throws IOException {
    try (Stream<Path> files = Files.list(CONFIGS)) {
      return files.filter(f -> f.toString().endsWith(".conf")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void isValidNamedLikeItsFileAndReadsBack(Path file) throws Exception {
    SweepConfig config = SweepReader.create().read(file, Overrides.NONE);
    assertThat(config.name() + ".conf").isEqualTo(file.getFileName().toString());
    assertThat(config.trials().stream().map(TrialSpec::id)).doesNotHaveDuplicates();
    Path written = write("config.conf", config.resolved());
    assertThat(SweepReader.create().read(written, Overrides.NONE).trials())
        .usingRecursiveComparison()
        .isEqualTo(config.trials());
  }

  @ParameterizedTest
  @MethodSource("configs")
  void takesAnotherRateSeedAndLimit(Path file) throws Exception {
    SweepConfig config =
        SweepReader.create()
            .read(file, Overrides.of("learning-rates.c=[2.5]", "stop.max-steps=7").withSeed(3));
    assertThat(config.trials()).allSatisfy(t -> assertThat(t.id()).endsWith("s3-c2.5"));
    assertThat(config.stop().maxSteps()).isEqualTo(7);
  }

  @Test
  void fig01HasFortySixRates() throws Exception {
    SweepConfig config = SweepReader.create().read(CONFIGS.resolve("fig01.conf"), Overrides.NONE);
    assertThat(config.trials()).hasSize(46);
    assertThat(config.trials().getFirst().id()).isEqualTo("s1-c0.1");
    assertThat(config.trials().get(20).id()).isEqualTo("s1-c2.1");
    assertThat(config.trials().getLast().id()).isEqualTo("s1-c4.6");
    assertThat(config.stop()).isEqualTo(new StopSettings(1e-8, 1, 2000));
    assertThat(config.rule()).isEqualTo(ControlRule.CERTIFIED);
  }

  @ParameterizedTest
  @CsvSource({
    "pure-quadratic, toy",
    "relu, toy",
    "pure-quadratic, mnist",
    "relu, fashion-mnist",
    "quadratic-with-bias, teacher-student",
    "pure-quadratic, uniform",
    "homogeneous, toy",
    "linear-with-bias, toy",
    "relu, cifar-10"
  })
  void everyDefaultOfAKindIsOneOfItsKeys(String model, String data) throws Exception {
    // Written out, a default that the kind does not read, or refuses, is a fault.
    Defaults defaults = Defaults.load();
    String text =
        "model = %s\ndata = %s\nmodel.kind = %s\ndata.kind = %s\n"
            .formatted(
                defaults.modelKinds().toConfig().getObject(model).render(),
                defaults.dataKinds().toConfig().getObject(data).render(),
                model,
                data);
    Path file = write("defaults.conf", text + RATES);
    assertThat(SweepReader.create().read(file, Overrides.NONE).trials()).hasSize(2);
  }

  @Test
  void everyGeneralDefaultIsAKeyAndValid() throws Exception {
    ConfigRenderOptions hocon = ConfigRenderOptions.defaults().setJson(false);
    String general = Defaults.load().general().render(hocon);
    SweepConfig config = read(general + "\n" + VALID);
    assertThat(config).usingRecursiveComparison().ignoringFields("resolved").isEqualTo(read(VALID));
  }
}
