package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointFilesTest {
  private static final String FINGERPRINT = "2a".repeat(32);

  @TempDir private Path folder;

  private CheckpointFiles files() {
    return CheckpointFiles.in(folder.resolve("checkpoints"));
  }

  private static byte[] payload(int seed) {
    byte[] bytes = new byte[500];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private List<Path> written() throws IOException {
    try (Stream<Path> entries = Files.list(folder.resolve("checkpoints").resolve("s1-c2"))) {
      return entries.sorted().toList();
    }
  }

  @Test
  void theNewestAndTheOneBeforeAreKept() throws IOException {
    for (int i = 0; i < 5; i++) {
      files().write("s1-c2", FINGERPRINT, 10L * i, payload(i), true);
    }
    files().write("s1-c3", FINGERPRINT, 7, payload(9), true);
    assertThat(written()).hasSize(2);
    CheckpointFiles.Contents contents = files().read("s1-c2");
    assertThat(contents.damaged()).isEmpty();
    assertThat(contents.valid()).extracting(CheckpointFiles.Found::step).containsExactly(40L, 30L);
    assertThat(contents.valid().getFirst().payload()).isEqualTo(payload(4));
  }

  @Test
  void aTrialWithoutCheckpointsHasNone() throws IOException {
    assertThat(files().read("s1-c9").valid()).isEmpty();
  }

  @Test
  void aStepThatComesAgainIsANewCheckpoint() throws IOException {
    files().write("s1-c2", FINGERPRINT, 10, payload(1), true);
    files().write("s1-c2", FINGERPRINT, 10, payload(2), true);
    assertThat(files().read("s1-c2").valid().getFirst().payload()).isEqualTo(payload(2));
  }

  /** Whatever byte is another, or wherever the file ends: the one before it is what is left. */
  @Test
  void aDamagedCheckpointIsNamedAndTheOneBeforeStays() throws IOException {
    files().write("s1-c2", FINGERPRINT, 10, payload(1), true);
    files().write("s1-c2", FINGERPRINT, 20, payload(2), true);
    Path newest = written().getLast();
    byte[] sound = Files.readAllBytes(newest);
    for (int at = 0; at < sound.length; at++) {
      byte[] flipped = sound.clone();
      flipped[at] ^= (byte) (1 << at % 8);
      Files.write(newest, flipped);
      assertFallsBack(newest);
      Files.write(newest, java.util.Arrays.copyOf(sound, at));
      assertFallsBack(newest);
    }
    Files.write(newest, java.util.Arrays.copyOf(sound, sound.length + 1));
    assertFallsBack(newest);
    Files.write(newest, sound);
    assertThat(files().read("s1-c2").valid()).hasSize(2);
  }

  private void assertFallsBack(Path newest) throws IOException {
    CheckpointFiles.Contents contents = files().read("s1-c2");
    assertThat(contents.valid()).extracting(CheckpointFiles.Found::step).containsExactly(10L);
    assertThat(contents.valid().getFirst().payload()).isEqualTo(payload(1));
    assertThat(contents.damaged()).singleElement().asString().contains(newest.toString());
  }

  @Test
  void halfWrittenFilesAndStrangersAreNoCheckpoints() throws IOException {
    files().write("s1-c2", FINGERPRINT, 10, payload(1), true);
    Path trial = folder.resolve("checkpoints").resolve("s1-c2");
    Files.write(trial.resolve(".0123456789abcdef.000002-000000020.ckpt.tmp"), payload(3));
    Files.writeString(trial.resolve("notes.txt"), "mine");
    assertThat(files().read("s1-c2").valid()).hasSize(1);
    assertThat(files().read("s1-c2").damaged()).isEmpty();
    files().write("s1-c2", FINGERPRINT, 30, payload(4), true);
    assertThat(written())
        .extracting(file -> file.getFileName().toString())
        .containsExactly("000001-000000010.ckpt", "000002-000000030.ckpt", "notes.txt");
  }

  @Test
  void aFingerprintHasItsLength() {
    assertThatThrownBy(() -> files().write("s1-c2", "2a2a", 1, payload(1), true))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
