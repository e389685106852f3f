/** The patch formats of the API as pure functions over trees: JSON patch, merge patch, strategic merge patch. */
@NullMarked
package dev.windrose.kubeapi.patch;

import org.jspecify.annotations.NullMarked;
