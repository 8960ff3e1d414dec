/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What GIMP and GEGL show of the tables' rows; written by tests/po/text_rows.c, and never compiled. */

/* plug-in-aefilter-denoise */
N_("Denoise (autoencoder)")
N_("Denoise (autoencoder)...")
N_("Take the noise out of a photograph")
N_("Strength")
N_("Share of the result in the output")
N_("Noise level")
N_("Automatic noise level")
N_("Standard deviation of the noise, measured if auto")
N_("8-bit levels")
N_("Model")
N_("Name or file; if not given, photo where a measured picture has a camera's noise, else denoise")

/* plug-in-aefilter-restore */
N_("Clean JPEG (autoencoder)")
N_("Clean JPEG (autoencoder)...")
N_("Take away what JPEG has done to a picture")
N_("Quality")
N_("Automatic quality")
N_("The JPEG's quality, found in the file or in its pixels if auto; lower smooths more")
N_("Name or file; if not given, restore")

/* plug-in-aefilter-inpaint */
N_("Repair Selection (autoencoder)")
N_("Repair Selection (autoencoder)...")
N_("Repair scratches, stains and holes that a mask shows")
N_("Name or file; if not given, inpaint")

/* plug-in-aefilter-upscale */
N_("Enlarge (autoencoder)")
N_("Enlarge (autoencoder)...")
N_("Make a picture larger")
N_("Factor")
N_("How many times wider and higher")
N_("Name or file; if not given, upscale2, upscale3 or upscale4, or upscale2-photo ... for what came "
   "from a JPEG")

/* plug-in-aefilter-edit */
N_("Edit attributes (autoencoder)")
N_("Edit attributes (autoencoder)...")
N_("<Image>/Filters/Faces")
N_("Change faces in photos: a smile, glasses, a beard")
N_("Region")
N_("Where the face is: auto, or X,Y,W,H of the head in pixels")
N_("Face")
N_("Of the faces that are found: all, largest, or N, counted from the left")
N_("all")
N_("largest")
N_("Name or file of an autoencoder of faces")
N_("Bald")
N_("Bangs")
N_("Beard")
N_("Black hair")
N_("Blond hair")
N_("Glasses")
N_("Grey hair")
N_("Hat")
N_("Male")
N_("Mouth open")
N_("Mustache")
N_("Smile")
N_("Young")

/* plug-in-aefilter-morph */
N_("Morph two layers (autoencoder)")
N_("Morph two layers (autoencoder)...")
N_("Lead from one picture or code to the next in several steps")
N_("Frames")
N_("Pictures from one to the next, both counted")
N_("Way")
N_("Along the straight line between codes, or the arc that keeps their length")
N_("straight")
N_("spherical")
N_("There and back")
N_("Go back again to the first, without repeating the ends: for a loop")
N_("Size")
N_("Automatic size")
N_("Faces: of the square frames; auto: as the first face is in its photo")
N_("px")
N_("Faces: auto, the largest face of each picture, or X,Y,W,H of the heads in pixels")

/* plug-in-aefilter-sample */
N_("Sample a face (autoencoder)")
N_("Sample a face (autoencoder)...")
N_("Make new pictures of codes drawn at random")
N_("N")
N_("Pictures, of each label")
N_("Seed")
N_("Automatic seed")
N_("Another number, other codes; auto: that of --seed")

/* aefilter:null */
N_("give every picture out as it came")
N_("Give every picture out as it came")

/* aefilter:reconstruct */
N_("show what an autoencoder keeps of a picture")
N_("Show what an autoencoder keeps of a picture")
N_("Name or file of an autoencoder")
N_("Label")
N_("Automatic label")
N_("The picture's class, for models that must be told it")
