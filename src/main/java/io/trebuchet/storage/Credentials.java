package io.trebuchet.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The secrets of a run, or of a folder that is served: who shows them is its user, or somebody whom
 * its user told. They lie in the file {@code credentials}, which only its user can read. Those of a
 * served folder stay the same from one process to the next, a run's are new with each.
 *
 * @param owner the login to everything of the database
 * @param reader the login to its PostgreSQL port, for reading alone
 * @param token what the page and its API ask for
 */
public record Credentials(Login owner, Login reader, String token) {
  /** The name of the file. */
  public static final String FILE = "credentials";

  /** The variable of the environment that names another reader. */
  private static final String READER = "TREBUCHET_READER";

  /** Of a password that somebody else chose. */
  private static final int SHORTEST = 8;

  private static final int BYTES = 24;
  private static final int MOST_BYTES = 1 << 16;

  /** Of a database. */
  public record Login(String user, String password) {
    /** As it stands in the file and in the header of a request. */
    public String text() {
      return user + ":" + password;
    }

    @Override
    public String toString() {
      return user + ":…";
    }
  }

  @Override
  public String toString() {
    return "credentials of " + owner + " and " + reader;
  }

  /**
   * Those of a folder; makes the file where it is not there yet. One at a time in a process, so
   * that nobody reads a file that is still being written.
   *
   * @throws IOException if it cannot be read or written, or lacks a line
   */
  public static synchronized Credentials in(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      Credentials made = random();
      try (FileChannel channel = PrivateFiles.createSecret(file)) {
        ByteBuffer bytes = made.bytes();
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
        PrivateFiles.force(folder);
        return made;
      } catch (FileAlreadyExistsException e) {
        // Another process was first, and its file counts.
      }
    }
    if (isBlank(file)) {
      // A power cut came between the file and its lines: nobody has ever used them.
      Credentials made = random();
      AtomicFile.replace(file, made.bytes(), PrivateFiles::createSecret);
      return made;
    }
    return read(file);
  }

  private ByteBuffer bytes() {
    return ByteBuffer.wrap(lines().getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isBlank(Path file) throws IOException {
    for (byte each : PrivateFiles.bytes(file, MOST_BYTES)) {
      if (each != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * New ones in the place of those that a folder may have, which came with it from elsewhere or
   * were told to somebody for an earlier process.
   *
   * @throws IOException if the file cannot be exchanged
   */
  public static synchronized Credentials anew(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(FILE));
    return in(folder);
  }

  /**
   * Those of a file of ours that is there.
   *
   * @throws IOException if it cannot be read, lacks a line, or others know or made it
   */
  public static Credentials read(Path file) throws IOException {
    Optional<String> doubt = Ownership.doubtSecret(file);
    if (doubt.isPresent()) {
      throw new IOException(
          doubt.get()
              + ", so these logins are not used: delete the file, and new ones are made (or chmod"
              + " 600, if they are yours and nobody has seen them)");
    }
    return trusted(file);
  }

  /**
   * Those of a file that is there, whoever made it.
   *
   * @throws IOException if it cannot be read, or lacks a line
   */
  public static Credentials trusted(Path file) throws IOException {
    Map<String, String> values = new HashMap<>();
    String text = new String(PrivateFiles.bytes(file, MOST_BYTES), StandardCharsets.UTF_8);
    for (String line : text.lines().toList()) {
      int at = line.indexOf('=');
      if (at > 0 && !line.startsWith("#")) {
        values.put(line.substring(0, at).strip(), line.substring(at + 1).strip());
      }
    }
    return new Credentials(
        login(values, "owner", file), login(values, "reader", file), value(values, "token", file));
  }

  /**
   * The same, but with the reader of a variable of the environment, where a container's dashboards
   * are told the same login and cannot read the file.
   *
   * @throws IOException if the variable is there and no login
   */
  public Credentials withReaderOf(Map<String, String> environment) throws IOException {
    String text = environment.getOrDefault(READER, "");
    if (text.isEmpty()) {
      return this;
    }
    Login named = login(text, "$" + READER);
    if (named.password().length() < SHORTEST) {
      throw new IOException(
          String.format(
              Locale.ROOT, "$%s must have a password of at least %d characters", READER, SHORTEST));
    }
    return new Credentials(owner, named, token);
  }

  /** Where the reader's password stands, for people. */
  public static String placeOfReader(Path folder, Map<String, String> environment) {
    return environment.getOrDefault(READER, "").isEmpty()
        ? folder.resolve(FILE).toString()
        : "$" + READER;
  }

  private static Login login(Map<String, String> values, String name, Path file)
      throws IOException {
    return login(value(values, name, file), file + ": '" + name + "'");
  }

  private static Login login(String text, String place) throws IOException {
    int colon = text.indexOf(':');
    if (colon < 1 || colon == text.length() - 1) {
      throw new IOException(place + " must be user:password");
    }
    return new Login(text.substring(0, colon), text.substring(colon + 1));
  }

  private static String value(Map<String, String> values, String name, Path file)
      throws IOException {
    String value = values.getOrDefault(name, "");
    if (value.isEmpty()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s has no line '%s = …': delete the file, and new credentials are made",
              file,
              name));
    }
    return value;
  }

  /** Those of a database that only this process can reach, and whose they are in the end. */
  static Credentials random() {
    return new Credentials(new Login("owner", secret()), new Login("reader", secret()), secret());
  }

  private static String secret() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private String lines() {
    return String.format(
        Locale.ROOT,
        "# Who shows these is the user of this folder: keep the file to yourself.%n"
            + "# The database: owner may do everything, reader reads over the PostgreSQL port.%n"
            + "owner = %s%nreader = %s%n# The page and its API.%ntoken = %s%n",
        owner.text(),
        reader.text(),
        token);
  }
}
