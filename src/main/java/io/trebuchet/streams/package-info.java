/** Stream graphs: batching, fan-out to the store and the live view, and the final drain. */
@NullMarked
package io.trebuchet.streams;

import org.jspecify.annotations.NullMarked;
