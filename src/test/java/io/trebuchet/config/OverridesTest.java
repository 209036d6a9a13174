package io.trebuchet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverridesTest extends ConfigTest {
  private static List<String> ids(SweepConfig config) {
    return config.trials().stream().map(TrialSpec::id).toList();
  }

  @Test
  void replacesListsAndScalars() throws Exception {
    SweepConfig config = read(VALID, "learning-rates.c=[3, 1]", "stop.max-steps = 77");
    assertThat(ids(config)).containsExactly("s1-c1", "s1-c3");
    assertThat(config.stop().maxSteps()).isEqualTo(77);
  }

  @Test
  void replacesARangeByAListAndBack() throws Exception {
    String range = VALID.replace("[0.5, 2.5]", "{ from = 1, to = 3, step = 1 }");
    assertThat(ids(read(range, "learning-rates.c=[4]"))).containsExactly("s1-c4");
    assertThat(ids(read(VALID, "learning-rates.c={from=1,to=2,step=0.5}")))
        .containsExactly("s1-c1", "s1-c1.5", "s1-c2");
  }

  @Test
  void replacesObjectsWholeInsteadOfMergingThem() throws Exception {
    String range = VALID.replace("[0.5, 2.5]", "{ from = 1, to = 3, step = 1 }");
    assertThat(ids(read(range, "learning-rates.c={log-from=1,log-to=100,count=3}")))
        .containsExactly("s1-c1", "s1-c10", "s1-c100");
    assertThat(read(VALID, "model.inner={interval=[5,6]}").trials().getFirst().point().model())
        .extracting("mirrored", "interval")
        .containsExactly(false, List.of(5.0, 6.0));
  }

  @Test
  void reachesAKeyInsideAnObject() throws Exception {
    assertThat(read(VALID, "model.inner.interval=[5,6]").trials().getFirst().point().model())
        .extracting("mirrored", "interval")
        .containsExactly(true, List.of(5.0, 6.0));
  }

  @Test
  void theLastOneWins() throws Exception {
    assertThat(read(VALID, "stop.patience=2", "stop.patience=3").stop().patience()).isEqualTo(3);
    assertThat(read(VALID, "stop={patience=2}", "stop.max-steps=3").stop().patience()).isEqualTo(2);
    assertThat(read(VALID, "stop.max-steps=3", "stop={patience=2}").stop().maxSteps())
        .isEqualTo(10_000);
  }

  @Test
  void takesTextWithAndWithoutQuotes() throws Exception {
    assertThat(read(VALID, "model.file=weights.npy").trials().getFirst().point().model())
        .extracting("file")
        .hasToString("Optional[weights.npy]");
    assertThat(read(VALID, "model.file=\"a = b, c\"").trials().getFirst().point().model())
        .extracting("file")
        .hasToString("Optional[a = b, c]");
    assertThat(read(VALID, "model.zeta2=1/n-psi").trials().getFirst().point().model())
        .extracting("zeta2")
        .isEqualTo(0.25);
  }

  @Test
  void anAlternativeDropsTheOther() throws Exception {
    assertThat(ids(read(VALID, "learning-rates.eta=[0.25]"))).containsExactly("s1-eta0.25");
    String seeds = VALID + "sweep.seeds = [5, 6]\n";
    assertThat(ids(read(seeds, "learning-rates.c=[1]", "sweep.seed=9"))).containsExactly("s9-c1");
    assertThat(ids(read(VALID + "sweep.seed = 4\n", "learning-rates.c=1", "sweep.seeds=[8,9]")))
        .containsExactly("s8-c1", "s9-c1");
  }

  @Test
  void seedReplacesAllSeeds() throws Exception {
    Path file = write("seeds.conf", VALID + "sweep.seeds { from = 3, count = 4 }\n");
    SweepConfig config =
        SweepReader.create().read(file, Overrides.of("sweep.seeds=[1]").withSeed(42));
    assertThat(ids(config)).containsExactly("s42-c0.5", "s42-c2.5");
  }

  @Test
  void faultsNameTheOption() throws Exception {
    assertThat(
            faults(
                VALID,
                "stop.max-step=1",
                "stop.patience=0",
                "stop.patience",
                "a..b=1",
                "model.width=[",
                "data.train=1, stop.max-steps=2",
                "learning-rates.c={from=1,to=2}"))
        .satisfiesExactlyInAnyOrder(
            f ->
                assertThat(f)
                    .isEqualTo(
                        "--set stop.max-step: stop.max-step: unknown key; did you mean"
                            + " stop.max-steps?"),
            f ->
                assertThat(f)
                    .isEqualTo(
                        "--set stop.patience: stop.patience: must be a whole number ≥ 1, is 0"),
            f ->
                assertThat(f)
                    .startsWith("--set stop.patience: stop.patience: write --set path=value"),
            f -> assertThat(f).startsWith("--set a..b: a..b: not a path"),
            f -> assertThat(f).startsWith("--set model.width: model.width: the value is not HOCON"),
            f -> assertThat(f).startsWith("--set data.train: data.train: the value is not HOCON"),
            f ->
                assertThat(f)
                    .startsWith(
                        "--set learning-rates.c: learning-rates.c.step: missing; must be a number"
                            + " above 0"));
  }

  @Test
  void aNegativeSeedIsAFaultOfTheOption() throws Exception {
    Path file = write("seed.conf", VALID);
    assertThat(catchThrowable(() -> SweepReader.create().read(file, Overrides.NONE.withSeed(-1))))
        .isInstanceOf(ConfigException.class)
        .hasMessage("--seed: sweep.seed: must be a whole number ≥ 0, is -1");
  }
}
