package io.trebuchet.storage;

import java.io.IOException;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client of whoever writes to a server: logged in, following nobody elsewhere, each
 * request sent once and over within its time.
 */
final class WriteClient {
  private WriteClient() {}

  /**
   * What such a client is made of.
   *
   * @param identity of the server that it is for; null for whatever is at the address
   */
  static OkHttpClient.Builder builder(InfluxSettings settings, @Nullable StoreIdentity identity) {
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            // As InfluxDB's client has it, which shares the connections.
            .protocols(List.of(Protocol.HTTP_1_1))
            .followRedirects(false)
            .followSslRedirects(false)
            .callTimeout(settings.timeout())
            .connectTimeout(settings.timeout())
            .readTimeout(settings.timeout())
            .writeTimeout(settings.timeout())
            .addInterceptor(chain -> chain.proceed(sent(chain.request(), settings)))
            .addInterceptor(chain -> chain.proceed(signed(chain.request(), settings)));
    if (identity != null) {
      identity.watch(builder);
    }
    return builder;
  }

  /** Not by the client's own means, which compress at a level that is slower than a network. */
  private static Request sent(Request request, InfluxSettings settings) throws IOException {
    RequestBody body = request.body();
    if (!settings.gzip() || body == null || !request.url().encodedPath().endsWith("/write")) {
      return request;
    }
    Buffer text = new Buffer();
    body.writeTo(text);
    return request
        .newBuilder()
        .header(Gzip.HEADER, Gzip.WORD)
        .method(
            request.method(), RequestBody.create(Gzip.of(text.readByteArray()), body.contentType()))
        .build();
  }

  /** Not by InfluxDB's client's own means, which know no user with a password. */
  private static Request signed(Request request, InfluxSettings settings) {
    return settings
        .authorization()
        .map(value -> request.newBuilder().header("Authorization", value).build())
        .orElse(request);
  }
}
