/** Loaders and generators of data sets. */
@NullMarked
package io.trebuchet.data;

import org.jspecify.annotations.NullMarked;
