package io.trebuchet.storage;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a user has noted of logins to servers: lines {@code http://host:8086 = TOKEN}, or {@code
 * user:password} after the sign. Each goes to that scheme, host and port alone.
 */
public final class ServerLogins {
  private static final int MOST_BYTES = 1 << 20;
  private static final Set<PosixFilePermission> OWN =
      Set.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private final Path file;

  private ServerLogins(Path file) {
    this.file = file;
  }

  /** Those of a file, which need not be there. */
  public static ServerLogins in(Path file) {
    return new ServerLogins(file);
  }

  /**
   * The login to a server.
   *
   * @throws RunDirectoryException if the file is open to others, or has a line that says nothing
   */
  public Optional<String> of(URI url) throws IOException {
    return Optional.ofNullable(all().get(ServerAddress.origin(url)));
  }

  private Map<String, String> all() throws IOException {
    Map<String, String> logins = new HashMap<>();
    if (!Files.exists(file)) {
      return logins;
    }
    // A user may have laid a link to it; what counts is who can read and write what it leads to.
    Path real = file.toRealPath();
    check(real);
    int number = 0;
    for (String line :
        new String(PrivateFiles.bytes(real, MOST_BYTES), StandardCharsets.UTF_8).lines().toList()) {
      number++;
      if (!line.isBlank() && !line.strip().startsWith("#")) {
        add(line, number, logins);
      }
    }
    return logins;
  }

  private void add(String line, int number, Map<String, String> logins)
      throws RunDirectoryException {
    int sign = line.indexOf('=');
    try {
      ServerAddress address = ServerAddress.of(line.substring(0, Math.max(sign, 0)).strip());
      String login = line.substring(sign + 1).strip();
      if (!login.isEmpty() && address.login().isEmpty()) {
        logins.put(ServerAddress.origin(address.url()), login);
        return;
      }
    } catch (IllegalArgumentException e) {
      // As below: the line may hold a login, so nothing of it is repeated.
    }
    throw new RunDirectoryException(
        String.format(
            Locale.ROOT,
            "%s, line %d: write http://host:8086 = TOKEN, or = user:password",
            file,
            number),
        null);
  }

  private void check(Path real) throws IOException {
    PrivateFiles.checkRegular(real);
    if (Ownership.isForeign(real)) {
      throw new RunDirectoryException(file + " belongs to another user: it is not read", null);
    }
    if (real.getFileSystem().supportedFileAttributeViews().contains("posix")
        && !OWN.containsAll(Files.getPosixFilePermissions(real))) {
      throw new RunDirectoryException(
          String.format(Locale.ROOT, "%s is open to other users: chmod 600 %s", file, file), null);
    }
  }
}
