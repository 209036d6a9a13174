package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServedLoginTest {
  private static final PortChoice ANY = PortChoice.preferred(0);

  @TempDir private Path root;

  @Test
  void isFoundWhereItLiesButOnlyForTheServerThatItWasSentTo() throws Exception {
    Credentials credentials = Credentials.in(root);
    DatabaseFolder folder = DatabaseFolder.of(root.resolve("db"), false);
    ServedLogin known;
    URI url;
    try (EmbeddedQuestDb database =
        EmbeddedQuestDb.start(folder, credentials, RunMarker.served(root), ANY, ANY)) {
      url = database.settings().url();
      known = ServedLogin.of(database.settings()).orElseThrow();
    }
    assertThat(known.file()).isEqualTo(root.resolve(Credentials.FILE).toString());
    assertThat(known.toString()).doesNotContain(credentials.owner().password());
    assertThat(known.login(url)).isEqualTo(Optional.of(credentials.owner().text()));
    assertThat(known.login(URI.create("http://127.0.0.1:9"))).isEmpty();
    assertThat(new ServedLogin(known.file(), "00").login(url)).isEmpty();
    Credentials others = Credentials.anew(root);
    assertThat(others.owner()).isNotEqualTo(credentials.owner());
    assertThat(known.login(url)).isEmpty();
  }

  @Test
  void isNoneOfADatabaseThatNobodyServes() throws Exception {
    try (EmbeddedQuestDb database =
        EmbeddedQuestDb.start(root.resolve("db"), Credentials.random(), ANY, ANY)) {
      assertThat(ServedLogin.of(database.settings())).isEmpty();
    }
  }
}
