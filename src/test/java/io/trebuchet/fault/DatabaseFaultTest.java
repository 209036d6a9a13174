package io.trebuchet.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.attack.Launched;
import io.trebuchet.storage.Credentials;
import io.trebuchet.storage.EmbeddedQuestDb;
import io.trebuchet.storage.FaultyProxy;
import io.trebuchet.storage.FaultyProxy.Fate;
import io.trebuchet.storage.PortChoice;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A QuestDB on another machine, as far as a run can tell, and runs that want the same ports. */
@Fault
final class DatabaseFaultTest {
  @TempDir private Path folder;

  private static URI as(Credentials.Login login, URI server) {
    return URI.create(
        "http://%s:%s@%s:%d"
            .formatted(login.user(), login.password(), server.getHost(), server.getPort()));
  }

  @ParameterizedTest
  @EnumSource(
      value = Fate.class,
      names = {"STATUS_500", "STRANGER_200", "CUT_AFTER"})
  void anAnswerThatIsNone(Fate fate) throws Exception {
    Credentials credentials = Credentials.in(folder);
    FaultyRun run = new FaultyRun(folder);
    try (EmbeddedQuestDb database =
            EmbeddedQuestDb.start(
                folder.resolve("other"),
                credentials,
                PortChoice.preferred(0),
                PortChoice.preferred(0));
        FaultyProxy proxy =
            FaultyProxy.start(
                URI.create("http://127.0.0.1:" + database.httpPort()),
                List.of(Fate.PASS, fate, Fate.PASS, fate))) {
      URI server = as(credentials.owner(), proxy.url());
      Launched.Said said = run.run(FaultyRun.to(server), "--pace", "300");
      proxy.spare();
      assertThat(proxy.counts().getOrDefault(fate, 0)).isPositive();
      assertThat(said.code()).as(said.text()).isIn(0, 3);
      assertThat(said.text()).doesNotContain(credentials.owner().password());
      run.assertWhole("--influx-url", server.toString());
    }
  }

  @Test
  void runsThatAreStartedTogetherGetPortsOfTheirOwn() throws Exception {
    List<FaultyRun> runs = new ArrayList<>();
    List<Launched> started = new ArrayList<>();
    try {
      for (String name : List.of("a", "b")) {
        FaultyRun run = new FaultyRun(Files.createDirectory(folder.resolve(name)));
        runs.add(run);
        started.add(run.begin(List.of(), "--pace", "200"));
      }
      for (Launched launched : started) {
        Launched.Said said = launched.await();
        assertThat(said.code()).as(said.text()).isZero();
      }
    } finally {
      for (Launched launched : started) {
        launched.close();
      }
    }
    for (FaultyRun run : runs) {
      run.assertWhole();
    }
  }
}
