package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryLockTest {
  @TempDir private Path folder;

  /** Another process tells, since a JVM cannot see its own locks as others do. */
  private boolean heldForOthers() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "python3",
                "-c",
                """
                import fcntl, sys
                try: fcntl.lockf(open(sys.argv[1], 'r+'), fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError: sys.exit(7)
                """,
                folder.resolve("a.lock").toString())
            .inheritIO()
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isIn(0, 7);
    return process.exitValue() == 7;
  }

  @Test
  void aSecondAttemptInThisProcessDoesNotDropTheFirst() throws Exception {
    try (DirectoryLock lock = DirectoryLock.acquire(folder, "a.lock", "thing")) {
      assertThat(heldForOthers()).isTrue();
      // By another name of the same folder too.
      Path link = Files.createSymbolicLink(folder.resolveSibling("link"), folder);
      for (Path path : List.of(folder, link, folder.resolve("."))) {
        assertThatThrownBy(() -> DirectoryLock.acquire(path, "a.lock", "thing"))
            .isInstanceOf(StoreException.class)
            .hasMessageContaining("process " + ProcessHandle.current().pid());
        assertThat(DirectoryLock.isHeld(path, "a.lock")).isTrue();
      }
      Files.delete(link);
      assertThat(heldForOthers()).isTrue();
    }
    assertThat(heldForOthers()).isFalse();
    assertThat(DirectoryLock.isHeld(folder, "a.lock")).isFalse();
    DirectoryLock.acquire(folder, "a.lock", "thing").close();
  }

  @Test
  void aLockOfAnotherProcessIsSeenAndStays() throws Exception {
    assertThat(DirectoryLock.isHeld(folder, "a.lock")).isFalse();
    Process other =
        new ProcessBuilder(
                "python3",
                "-c",
                """
                import fcntl, sys
                f = open(sys.argv[1], 'w'); fcntl.lockf(f, fcntl.LOCK_EX)
                print('held', flush=True); sys.stdin.read()
                """,
                folder.resolve("a.lock").toString())
            .start();
    try (var said = other.inputReader()) {
      assertThat(said.readLine()).isEqualTo("held");
      for (int i = 0; i < 3; i++) {
        assertThat(DirectoryLock.isHeld(folder, "a.lock")).isTrue();
      }
      assertThatThrownBy(() -> DirectoryLock.acquire(folder, "a.lock", "thing"))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("in use by another process");
    } finally {
      other.destroyForcibly().waitFor();
    }
    assertThat(DirectoryLock.isHeld(folder, "a.lock")).isFalse();
  }

  @Test
  void aPipeInThePlaceOfTheLockIsRefusedAtOnce() throws Exception {
    Process mkfifo = new ProcessBuilder("mkfifo", folder.resolve("a.lock").toString()).start();
    assertThat(mkfifo.waitFor()).isZero();
    assertThatThrownBy(() -> DirectoryLock.acquire(folder, "a.lock", "thing"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("a.lock");
    assertThatThrownBy(() -> DirectoryLock.isHeld(folder, "a.lock"))
        .isInstanceOf(IOException.class);
  }
}
