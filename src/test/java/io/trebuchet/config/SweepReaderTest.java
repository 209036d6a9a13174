package io.trebuchet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trebuchet.config.ConfigException.Fault;
import io.trebuchet.config.SampleDataKind.SampleData;
import io.trebuchet.config.SampleModelKind.SampleModel;
import io.trebuchet.control.ControlRule;
import io.trebuchet.control.StopSettings;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SweepReaderTest extends ConfigTest {
  @Test
  void readsEverySection() throws Exception {
    SweepConfig config =
        read(
            VALID
                + """
                sweep.seed = 7
                stop { loss-change = 1e-6, patience = 3, max-steps = 5000000000 }
                control.rule = non-finite
                record { mode = all, test-every = 0, observables = [] }
                checkpoint.every = 1500 ms
                """);
    assertThat(config.name()).isEqualTo("test");
    assertThat(config.stop()).isEqualTo(new StopSettings(1e-6, 3, 5_000_000_000L));
    assertThat(config.rule()).isEqualTo(ControlRule.NON_FINITE);
    assertThat(config.record())
        .isEqualTo(new RecordSettings(RecordSettings.Mode.ALL, 0, List.of()));
    assertThat(config.checkpointEvery()).isEqualTo(Duration.ofMillis(1500));
    GridPoint point =
        new GridPoint(
            0,
            Map.of(),
            new SampleModel(8, 0.5, 0.25, "round", true, Optional.empty(), List.of(1.0, 2.0)),
            new SampleData(32));
    assertThat(config.trials())
        .containsExactly(
            new TrialSpec("s7-c0.5", point, 7, new LearningRate.Normalised(new BigDecimal("0.5"))),
            new TrialSpec("s7-c2.5", point, 7, new LearningRate.Normalised(new BigDecimal("2.5"))));
  }

  @Test
  void defaultsFillWhatIsLeftOut() throws Exception {
    SweepConfig config = read(MODEL + DATA + RATES);
    assertThat(config.name()).isEqualTo("test");
    assertThat(config.stop()).isEqualTo(new StopSettings(1e-8, 1, 10_000));
    assertThat(config.rule()).isEqualTo(ControlRule.CERTIFIED);
    assertThat(config.record().testEvery()).isEqualTo(10);
    assertThat(config.checkpointEvery()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.trials().getFirst().seed()).isEqualTo(1);
  }

  @Test
  void nullBringsTheDefaultBack() throws Exception {
    SweepConfig config = read(VALID + "stop.patience = 5", "stop.patience=null");
    assertThat(config.stop().patience()).isEqualTo(1);
  }

  @Test
  void sectionsMayBeWrittenInPieces() throws Exception {
    SweepConfig config = read(VALID + "stop.patience = 5\nstop { max-steps = 9 }\n");
    assertThat(config.stop()).isEqualTo(new StopSettings(1e-8, 5, 9));
  }

  @Test
  void referencesAreResolvedAfterOverrides() throws Exception {
    SweepConfig config =
        read(VALID.replace("train = 32", "train = ${model.width}"), "model.width=64");
    assertThat(config.trials().getFirst().point().data()).isEqualTo(new SampleData(64));
  }

  @Test
  void includesTheFileBesideIt() throws Exception {
    write("base.conf", VALID + "stop.patience = 4\n");
    SweepConfig config = read("include \"base.conf\"\nstop.max-steps = 3\n");
    assertThat(config.stop()).isEqualTo(new StopSettings(1e-8, 4, 3));
  }

  @Test
  void faultsInAnIncludedFileAreFoundThere() throws Exception {
    Path base = write("base.conf", VALID + "stop.patience = 0\n");
    assertThat(faults("include \"base.conf\"\nstop.max-steps = 3\n"))
        .singleElement()
        .asString()
        .startsWith(base.toRealPath() + ":8: stop.patience: must be a whole number ≥ 1, is 0");
  }

  @Test
  void anIncludeOfNoFileIsAFault() throws Exception {
    assertThat(faults("include \"nothing.conf\"\n" + VALID))
        .singleElement()
        .isEqualTo("1: include \"nothing.conf\": there is no such file beside the including one");
  }

  @Test
  void aMissingFileIsAFault() {
    Path file = folder.resolve("nowhere.conf");
    ConfigException e =
        catchThrowableOfType(
            ConfigException.class, () -> SweepReader.create().read(file, Overrides.NONE));
    assertThat(e.faults())
        .containsExactly(
            new Fault(
                file.toString(),
                "",
                "there is no such file; name a config file, such as one under configs/"));
    assertThatThrownBy(() -> SweepReader.create().read(folder, Overrides.NONE))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("this is a directory");
  }

  @Test
  void gridTakesEveryCombination() throws Exception {
    SweepConfig config =
        read(
            VALID
                + "sweep.seeds = [2, 1]\n"
                + "grid { model.width = [256, 1024], data.train = [32, 64, 128] }\n");
    assertThat(config.trials()).hasSize(2 * 3 * 2 * 2);
    assertThat(config.trials().stream().map(TrialSpec::id).distinct()).hasSize(24);
    assertThat(config.trials().stream().map(TrialSpec::id).limit(5))
        .containsExactly("g1-s1-c0.5", "g1-s1-c2.5", "g1-s2-c0.5", "g1-s2-c2.5", "g2-s1-c0.5");
    GridPoint last = config.trials().getLast().point();
    assertThat(last.index()).isEqualTo(6);
    assertThat(last.params())
        .containsExactly(Map.entry("data.train", "128"), Map.entry("model.width", "1024"));
    assertThat(last.model()).extracting("width", "zeta2").containsExactly(1024, 2.0 / 1024);
    assertThat(last.data()).isEqualTo(new SampleData(128));
  }

  @Test
  void gridReplacesWholeObjects() throws Exception {
    SweepConfig config =
        read(VALID + "grid.model.inner = [{ interval = [3, 4] }, { interval = [5, 6] }]\n");
    assertThat(config.trials().getFirst().point().params())
        .containsExactly(Map.entry("model.inner", "{interval=[3,4]}"));
    assertThat(config.trials().getFirst().point().model())
        .extracting("mirrored", "interval")
        .containsExactly(false, List.of(3.0, 4.0));
  }

  @Test
  void aFaultThatEveryGridPointRepeatsIsReportedOnce() throws Exception {
    assertThat(faults(VALID + "data.train = 0\ngrid { model.width = [2, 3, 4] }\n"))
        .containsExactly("8: data.train: must be a whole number ≥ 1, is 0");
  }
}
