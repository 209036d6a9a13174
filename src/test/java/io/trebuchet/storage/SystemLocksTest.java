package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
final class SystemLocksTest {
  @TempDir private Path folder;

  @Test
  void aLockIsSeenWithoutTheFile() throws IOException {
    Path file = folder.resolve("lock");
    try (DirectoryLock lock = DirectoryLock.acquire(folder, "lock", "folder")) {
      assertThat(SystemLocks.isHeld(file)).isTrue();
      assertThat(SystemLocks.isHeld(Files.createFile(folder.resolve("other")))).isFalse();
    }
    assertThat(SystemLocks.isHeld(file)).isFalse();
  }
}
