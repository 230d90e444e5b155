/** How a picture of any size becomes what a net was trained on: the view, and crops in plenty. */
package dev.hearth.data.view;
