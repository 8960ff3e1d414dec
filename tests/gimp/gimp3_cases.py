# SPDX-License-Identifier: LGPL-3.0-or-later
"""Tests that run inside GIMP 3 (gimp3.sh starts it): each action as a procedure, and those that keep the size as an effect
too, gives the pixels of the program aefilter. New actions are found in the procedural database and tested unasked.
Writes TAP to $AE_TAP. $AE_ONLY, $AE_STAGES: names of cases and of stages, when not all shall run."""
import os
import subprocess
import sys
import traceback

import gi

gi.require_version("Gimp", "3.0")
gi.require_version("Gegl", "0.4")
from gi.repository import Gegl, Gimp, Gio

sys.path.insert(0, os.environ["AE_CASES"])
import pictures

PROGRAM = os.environ["AE_PROGRAM"]
PREFIX = "plug-in-aefilter-"
PRECISION = {"u8": Gimp.Precision.U8_NON_LINEAR, "u16": Gimp.Precision.U16_NON_LINEAR,
             "float": Gimp.Precision.FLOAT_NON_LINEAR}
TYPES = {1: Gimp.ImageType.GRAY_IMAGE, 2: Gimp.ImageType.GRAYA_IMAGE, 3: Gimp.ImageType.RGB_IMAGE,
         4: Gimp.ImageType.RGBA_IMAGE}
TOLERANCE = {"u8": 1, "u16": 1, "float": 0}
Gegl.init(None)
pdb = Gimp.get_pdb()


def all_of(drawable):
    return Gegl.Rectangle.new(0, 0, drawable.get_width(), drawable.get_height())


def add_layer(image, picture, name="layer"):
    layer = Gimp.Layer.new(image, name, picture.width, picture.height, TYPES[picture.channels], 100,
                           Gimp.LayerMode.NORMAL)
    image.insert_layer(layer, None, 0)
    buffer = layer.get_buffer()
    buffer.set(all_of(layer), picture.format(), picture.samples.tobytes())
    buffer.flush()
    layer.update(0, 0, picture.width, picture.height)
    return layer


def new_image(picture, precision=None):
    """An image with picture as its layer; both."""
    base = Gimp.ImageBaseType.GRAY if picture.channels < 3 else Gimp.ImageBaseType.RGB
    image = Gimp.Image.new_with_precision(picture.width, picture.height, base, precision or PRECISION[picture.sample])
    return image, add_layer(image, picture)


def pixels(drawable, like):
    """The drawable's pixels in the form of the picture `like`."""
    got = like.same_shape([])
    got.samples.frombytes(drawable.get_buffer().get(all_of(drawable), 1.0, like.format(), Gegl.AbyssPolicy.NONE))
    return got


def values_of(name, image, drawables, **arguments):
    """What a procedure gives."""
    procedure = pdb.lookup_procedure(name)
    config = procedure.create_config()
    config.set_property("run-mode", Gimp.RunMode.NONINTERACTIVE)
    config.set_property("image", image)
    config.set_core_object_array("drawables", drawables)
    for key, value in arguments.items():
        config.set_property(key.replace("_", "-"), value)
    return procedure.run(config)


def call(name, image, drawables, **arguments):
    """Runs a procedure; its status and message."""
    return values_of(name, image, drawables, **arguments).index(0), pdb.get_last_error()


def run(name, image, drawables, **arguments):
    status, message = call(name, image, drawables, **arguments)
    assert status == Gimp.PDBStatusType.SUCCESS, message


def assert_near(got, wanted, tolerance):
    off = pictures.difference(got, wanted)
    assert off <= tolerance, f"pixels differ by up to {off}, allowed are {tolerance}"


def add_filter(layer, operation, **properties):
    effect = Gimp.DrawableFilter.new(layer, operation, None)
    config = effect.get_config()
    for key, value in properties.items():
        config.set_property(key.replace("_", "-"), value)
    effect.update()
    layer.append_filter(effect)
    return effect


def rendered(layer, like):
    """The layer's pixels with its effects, which stay: those of a copy in which they are merged."""
    copy = layer.copy()
    layer.get_image().insert_layer(copy, None, 0)
    copy.merge_filters()
    got = pixels(copy, like)
    layer.get_image().remove_layer(copy)
    return got


# The cases. Each takes a stage's name first; procedure and operation are named after it.


def case_procedure(stage, channels, sample, width, height):
    picture = pictures.noisy(width, height, channels, sample)
    image, layer = new_image(picture)
    run(PREFIX + stage, image, [layer])
    assert_near(pixels(layer, picture), pictures.aefilter(PROGRAM, [stage], picture), TOLERANCE[sample])
    image.delete()


def case_filter(stage, channels, sample, width, height):
    picture = pictures.noisy(width, height, channels, sample)
    image, layer = new_image(picture)
    add_filter(layer, "aefilter:" + stage)
    assert_near(pixels(layer, picture), picture, 0)
    assert_near(rendered(layer, picture), pictures.aefilter(PROGRAM, [stage], picture), TOLERANCE[sample])
    image.delete()


def case_moved_filter(stage):
    """On a layer that reaches beyond the image, in which GIMP asks for many pieces."""
    picture = pictures.noisy(420, 300, 3, "u8")
    image, layer = new_image(picture)
    layer.set_offsets(-37, -21)
    image.resize(300, 200, 0, 0)
    add_filter(layer, "aefilter:" + stage)
    wanted = pictures.aefilter(PROGRAM, [stage], picture)
    assert_near(rendered(layer, picture), wanted, 1)
    shown = pictures.Picture(300, 200, 3, "u8", [value for y in range(21, 221)
                                                 for value in wanted.samples[(y * 420 + 37) * 3 : (y * 420 + 337) * 3]])
    assert_near(pixels(image.flatten(), shown), shown, 1)
    image.delete()


def case_merged_filter(stage):
    picture = pictures.noisy(40, 30, 3, "u8")
    image, layer = new_image(picture)
    effect = Gimp.DrawableFilter.new(layer, "aefilter:" + stage, None)
    layer.merge_filter(effect)
    assert_near(pixels(layer, picture), pictures.aefilter(PROGRAM, [stage], picture), 1)
    assert not layer.get_filters()
    image.delete()


def case_linear(stage):
    """Linear light in the image, perceptual in the network; the two conversions cost a little."""
    picture = pictures.noisy(60, 40, 3, "float")
    image, layer = new_image(picture, Gimp.Precision.FLOAT_LINEAR)
    run(PREFIX + stage, image, [layer])
    assert_near(pixels(layer, picture), pictures.aefilter(PROGRAM, [stage], picture), 1e-4)
    image.delete()


def case_selection(stage):
    """Outside the selection nothing changes, inside is the result of the whole layer, the feather lies between."""
    picture = pictures.noisy(90, 70, 3, "u8")
    wanted = pictures.aefilter(PROGRAM, [stage], picture)
    image, layer = new_image(picture)
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 20, 15, 45, 40)
    Gimp.Selection.feather(image, 8)
    mask = image.get_selection().get_buffer().get(Gegl.Rectangle.new(0, 0, 90, 70), 1.0, "Y u8", Gegl.AbyssPolicy.NONE)
    run(PREFIX + stage, image, [layer])
    got = pixels(layer, picture)
    assert 0 in mask and 255 in mask and any(0 < value < 255 for value in mask)
    for at, (old, new, value) in enumerate(zip(picture.samples, wanted.samples, got.samples)):
        share = mask[at // 3]
        low, high = (old, old) if share == 0 else (new - 1, new + 1) if share == 255 else sorted((old, new))
        assert low - (0 < share < 255) <= value <= high + (0 < share < 255), (at, share, old, new, value)
    image.delete()


def case_selection_beside(stage):
    """A selection that does not meet the layer: all is done at once."""
    picture = pictures.noisy(20, 20, 3, "u8")
    image, layer = new_image(picture)
    layer.set_offsets(200, 200)
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 0, 0, 5, 5)
    run(PREFIX + stage, image, [layer])
    assert_near(pixels(layer, picture), picture, 0)
    image.delete()


def case_several_layers(stage):
    image, first = new_image(pictures.noisy(50, 40, 3, "u8", 1))
    layers = [first, add_layer(image, pictures.noisy(33, 21, 4, "u8", 2))]
    before = [pixels(layers[0], pictures.noisy(50, 40, 3, "u8")), pixels(layers[1], pictures.noisy(33, 21, 4, "u8"))]
    run(PREFIX + stage, image, layers)
    for layer, picture in zip(layers, before):
        assert_near(pixels(layer, picture), pictures.aefilter(PROGRAM, [stage], picture), 1)
    image.delete()


def case_mask_and_lock(stage):
    """A layer mask and locked alpha stay as they are; locked pixels are refused."""
    picture = pictures.noisy(40, 30, 4, "u8")
    image, layer = new_image(picture)
    mask = layer.create_mask(Gimp.AddMaskType.ALPHA)
    layer.add_mask(mask)
    before = mask.get_buffer().get(all_of(mask), 1.0, "Y u8", Gegl.AbyssPolicy.NONE)
    layer.set_lock_alpha(True)
    run(PREFIX + stage, image, [layer])
    assert mask.get_buffer().get(all_of(mask), 1.0, "Y u8", Gegl.AbyssPolicy.NONE) == before
    assert pixels(layer, picture).alpha() == picture.alpha()
    layer.set_lock_content(True)
    status, message = call(PREFIX + stage, image, [layer])
    assert status == Gimp.PDBStatusType.CALLING_ERROR and "locked" in message, message
    image.delete()


def case_refused(stage):
    """A word for each thing that cannot be: no drawable, another image's, a group, an indexed image."""
    picture = pictures.noisy(20, 20, 3, "u8")
    image, layer = new_image(picture)
    other, stranger = new_image(picture)
    group = Gimp.GroupLayer.new(image, "group")
    image.insert_layer(group, None, 0)
    for drawables, word in (([], "chosen"), ([stranger], "not of that image"), ([group], "group")):
        status, message = call(PREFIX + stage, image, drawables)
        assert status == Gimp.PDBStatusType.CALLING_ERROR and word in message, (status, message)
    other.convert_indexed(Gimp.ConvertDitherType.NONE, Gimp.ConvertPaletteType.GENERATE, 8, False, False, "")
    status, message = call(PREFIX + stage, other, [stranger])
    assert status == Gimp.PDBStatusType.CALLING_ERROR and "indexed" in message, (status, message)
    assert_near(pixels(layer, picture), picture, 0)
    image.delete()
    other.delete()


def case_saved(stage):
    """An effect in an XCF file comes back with its values and renders the same."""
    picture = pictures.noisy(60, 45, 3, "u8")
    image, layer = new_image(picture)
    add_filter(layer, "aefilter:" + stage, **VALUES[stage]["properties"])
    file = Gio.File.new_for_path(os.path.join(os.environ["AE_CASES_OUT"], stage + ".xcf"))
    assert Gimp.file_save(Gimp.RunMode.NONINTERACTIVE, image, file, None)
    image.delete()
    image = Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, file)
    layer = image.get_layers()[0]
    (effect,) = layer.get_filters()
    assert effect.get_operation_name() == "aefilter:" + stage
    for key, value in VALUES[stage]["properties"].items():
        assert effect.get_config().get_property(key.replace("_", "-")) == value, key
    assert_near(pixels(layer, picture), picture, 0)
    assert_near(rendered(layer, picture), pictures.aefilter(PROGRAM, [stage, *VALUES[stage]["words"]], picture), 1)
    image.delete()


def case_values(stage):
    """Arguments reach the stage, and the same names the operation."""
    picture = pictures.noisy(60, 45, 3, "float")
    wanted = pictures.aefilter(PROGRAM, [stage, *VALUES[stage]["words"]], picture)
    image, layer = new_image(picture)
    run(PREFIX + stage, image, [layer], **VALUES[stage]["properties"])
    assert_near(pixels(layer, picture), wanted, 0)
    image.delete()


def case_bad_value(stage, arguments, word):
    picture = pictures.noisy(20, 20, 3, "u8")
    image, layer = new_image(picture)
    status, message = call(PREFIX + stage, image, [layer], **arguments)
    assert status in (Gimp.PDBStatusType.CALLING_ERROR, Gimp.PDBStatusType.EXECUTION_ERROR), status
    assert word in message, message
    assert_near(pixels(layer, picture), picture, 0)
    image.delete()


def case_arguments(stage):
    """Procedure and operation have the same names and defaults."""
    default = lambda spec: getattr(spec.get_default_value(), "value_nick", spec.get_default_value()) or ""
    procedure = pdb.lookup_procedure(PREFIX + stage)
    of_procedure = {spec.name: default(spec) for spec in procedure.get_arguments()[3:]}
    of_operation = {spec.name: default(spec) for spec in Gegl.Operation.list_properties("aefilter:" + stage)}
    assert of_procedure == of_operation, (of_procedure, of_operation)


def case_menu(stage):
    """In GIMP 3 the operation's keys make the menu entry."""
    assert Gegl.Operation.get_key("aefilter:" + stage, "gimp:menu-path").startswith("<Image>/Filters/")
    assert Gegl.Operation.get_key("aefilter:" + stage, "gimp:menu-label")
    assert pdb.lookup_procedure(PREFIX + stage).get_menu_paths() == []


# Cases of actions that change the size.


def enlarge(stage, image, drawables, **arguments):
    """The image that the procedure made or changed."""
    values = values_of(PREFIX + stage, image, drawables, **arguments)
    assert values.index(0) == Gimp.PDBStatusType.SUCCESS, pdb.get_last_error()
    return values.index(1)


def case_enlarged(stage, channels, sample, width, height):
    """A new image has the program's pixels; the old one stays as it was."""
    picture = pictures.noisy(width, height, channels, sample)
    wanted = pictures.aefilter(PROGRAM, [stage], picture)
    image, layer = new_image(picture)
    result = enlarge(stage, image, [layer])
    assert result.get_id() != image.get_id()
    assert (result.get_width(), result.get_height()) == (wanted.width, wanted.height)
    assert_near(pixels(result.get_layers()[0], wanted), wanted, TOLERANCE[sample])
    assert_near(pixels(layer, picture), picture, 0)
    assert (image.get_width(), image.get_height()) == (width, height)
    image.delete()
    result.delete()


def case_enlarged_here(stage):
    """All layers of this image, with masks and text, which GIMP scales; the print keeps its size."""
    ground, sign = pictures.noisy(60, 50, 3, "u8", 1), pictures.noisy(21, 17, 4, "u8", 2)
    image, first = new_image(ground)
    second = add_layer(image, sign)
    second.set_offsets(30, 20)
    second.add_mask(second.create_mask(Gimp.AddMaskType.WHITE))
    text = Gimp.TextLayer.new(image, "text", Gimp.context_get_font(), 12, Gimp.Unit.pixel())
    image.insert_layer(text, None, 0)
    group = Gimp.GroupLayer.new(image, "group")
    image.insert_layer(group, None, 0)
    image.reorder_item(second, group, 0)
    image.set_resolution(150, 75)
    image.set_color_profile(Gimp.ColorProfile.new_rgb_adobe())
    text_width = text.get_width()
    assert enlarge(stage, image, [], new_image=False).get_id() == image.get_id()
    big, big_sign = (pictures.aefilter(PROGRAM, [stage], each) for each in (ground, sign))
    factor = big.width / ground.width
    assert (image.get_width(), image.get_height()) == (big.width, big.height)
    assert image.get_color_profile().is_equal(Gimp.ColorProfile.new_rgb_adobe())
    image.set_color_profile(Gimp.ColorProfile.new_rgb_srgb())
    assert_near(pixels(first, big), big, 1)
    assert_near(pixels(second, big_sign), big_sign, 1)
    assert second.get_offsets()[1:] == (30 * factor, 20 * factor)
    assert second.get_mask().get_width() == big_sign.width
    assert abs(text.get_width() - factor * text_width) <= 1
    assert image.get_resolution()[1:] == (150 * factor, 75 * factor)
    image.delete()


def case_enlarge_refused(stage):
    """A model that is not there, an indexed image: the image stays as it was."""
    picture = pictures.noisy(20, 20, 3, "u8")
    image, layer = new_image(picture)
    status, message = call(PREFIX + stage, image, [], new_image=False, model="no-such")
    assert status == Gimp.PDBStatusType.CALLING_ERROR and "no-such" in message, (status, message)
    assert (image.get_width(), image.get_height()) == (20, 20)
    assert_near(pixels(layer, picture), picture, 0)
    image.convert_indexed(Gimp.ConvertDitherType.NONE, Gimp.ConvertPaletteType.GENERATE, 8, False, False, "")
    status, message = call(PREFIX + stage, image, [])
    assert status == Gimp.PDBStatusType.CALLING_ERROR and "indexed" in message, (status, message)
    image.delete()


# Cases of actions that repair what is selected.


def masked(stage, picture, x, y, width, height):
    """What the program makes of a picture with a mask that is white in a rectangle."""
    path = os.path.join(os.environ["AE_CASES_OUT"], "mask.pgm")
    with open(path, "wb") as file:
        file.write(b"P5 %d %d 255\n" % (picture.width, picture.height))
        file.write(bytes(255 if x <= at % picture.width < x + width and y <= at // picture.width < y + height else 0
                         for at in range(picture.width * picture.height)))
    return pictures.aefilter(PROGRAM, [stage, "mask=" + path], picture)


def case_repaired(stage, channels, sample, width, height):
    """GIMP mixes floats by the selection, which rounds."""
    picture = pictures.noisy(width, height, channels, sample)
    box = width // 4, height // 3, width // 3 + 1, height // 3
    image, layer = new_image(picture)
    image.select_rectangle(Gimp.ChannelOps.REPLACE, *box)
    run(PREFIX + stage, image, [layer])
    wanted = masked(stage, picture, *box)
    assert pictures.difference(wanted, picture) > 0
    assert_near(pixels(layer, picture), wanted, max(TOLERANCE[sample], 1e-6))
    image.delete()


def case_repaired_layers(stage):
    """The selection is the image's, layers lie in it where they lie."""
    ground, sign = pictures.noisy(60, 50, 3, "u8", 1), pictures.noisy(40, 30, 4, "u8", 2)
    image, first = new_image(ground)
    second = add_layer(image, sign)
    second.set_offsets(15, 12)
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 20, 15, 18, 12)
    run(PREFIX + stage, image, [first, second])
    assert_near(pixels(first, ground), masked(stage, ground, 20, 15, 18, 12), 1)
    assert_near(pixels(second, sign), masked(stage, sign, 5, 3, 18, 12), 1)
    image.delete()


def case_repair_refused(stage):
    picture = pictures.noisy(20, 20, 3, "u8")
    image, layer = new_image(picture)
    status, message = call(PREFIX + stage, image, [layer])
    assert status == Gimp.PDBStatusType.CALLING_ERROR and "select" in message, (status, message)
    Gimp.Selection.all(image)
    status, message = call(PREFIX + stage, image, [layer])
    assert status == Gimp.PDBStatusType.EXECUTION_ERROR and "nothing is left" in message, (status, message)
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 3, 3, 5, 5)
    layer.set_lock_content(True)
    status, message = call(PREFIX + stage, image, [layer])
    assert status == Gimp.PDBStatusType.CALLING_ERROR and "locked" in message, (status, message)
    assert_near(pixels(layer, picture), picture, 0)
    image.delete()


def case_repair_menu(stage):
    """No effect does it: the entry is the plug-in's."""
    assert "aefilter:" + stage not in Gegl.list_operations()
    (path,) = pdb.lookup_procedure(PREFIX + stage).get_menu_paths()
    assert path.startswith("<Image>/Filters/"), path


# Cases of actions that make a new image with a layer a picture.


def assert_layers(image, wanted):
    """The layers from the bottom up."""
    layers = image.get_layers()[::-1]
    assert len(layers) == len(wanted), len(layers)
    for layer, picture in zip(layers, wanted):
        assert_near(pixels(layer, picture), picture, 1)


def program_pictures(words, inputs):
    """What the program makes of pictures, as 8-bit ones."""
    folder = os.environ["AE_CASES_OUT"]
    command = [PROGRAM, "-q", *words, "-o", os.path.join(folder, "wanted-%d.png")]
    for number, picture in enumerate(inputs):
        path = os.path.join(folder, f"input-{number}.pam")
        with open(path, "wb") as file:
            file.write(pictures.write(picture))
        command += ["-i", path]
    for name in os.listdir(folder):
        if name.startswith("wanted-"):
            os.remove(os.path.join(folder, name))
    subprocess.run(command, check=True)
    count = sum(name.startswith("wanted-") for name in os.listdir(folder))
    return [pictures.read(subprocess.run([PROGRAM, "null", "-q", "-f", "pam", "-i",
                                          os.path.join(folder, f"wanted-{number + 1}.png"), "-o", "-"],
                                         stdout=subprocess.PIPE, check=True).stdout) for number in range(count)]


def case_mixed(stage, chosen):
    """Two layers that are chosen, or one and the layer below it; their image stays as it was."""
    top, below = pictures.noisy(40, 30, 3, "u8", 1), pictures.noisy(40, 30, 3, "u8", 2)
    wanted = program_pictures(["interpolate", "model=face", "frames=4", "region=0,0,30,30"], [top, below])
    image, second = new_image(below)
    first = add_layer(image, top)
    result = enlarge(stage, image, [first, second][:chosen], frames=4, region="0,0,30,30")
    assert_layers(result, wanted)
    assert result.get_layers()[-1].get_name().startswith("Frame 1 (")
    assert_near(pixels(first, top), top, 0)
    assert len(image.get_layers()) == 2
    image.delete()
    result.delete()


def case_mixed_selection(stage):
    """What is selected is the region, in the layers' own coordinates; a layer's neighbour is of its own group."""
    top, below = pictures.noisy(50, 40, 3, "u8", 1), pictures.noisy(50, 40, 3, "u8", 2)
    wanted = program_pictures(["interpolate", "model=face", "frames=3", "region=4,6,31,30"], [top, below])
    image, ground = new_image(pictures.noisy(50, 40, 3, "u8", 3))
    group = Gimp.GroupLayer.new(image, "group")
    image.insert_layer(group, None, 0)
    second, first = add_layer(image, below), add_layer(image, top)
    for layer in second, first:
        image.reorder_item(layer, group, 0)
        layer.set_offsets(10, -3)
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 14, 3, 31, 30)
    result = enlarge(stage, image, [first], frames=3, region="selection")
    assert_layers(result, wanted)
    image.delete()
    result.delete()


def case_mix_refused(stage):
    image, layer = new_image(pictures.noisy(20, 20, 3, "u8"))
    status, message = call(PREFIX + stage, image, [layer])
    assert status == Gimp.PDBStatusType.CALLING_ERROR and "Two layers" in message, (status, message)
    add_layer(image, pictures.noisy(20, 20, 3, "u8"))
    status, message = call(PREFIX + stage, image, [layer], region="selection")
    assert status == Gimp.PDBStatusType.CALLING_ERROR and "nothing is selected" in message, (status, message)
    image.delete()


def case_made(stage):
    """Without an image; the same seed, the same picture."""
    procedure = pdb.lookup_procedure(PREFIX + stage)
    config = procedure.create_config()
    for key, value in (("run-mode", Gimp.RunMode.NONINTERACTIVE), ("n", 2), ("seed-auto", False), ("seed", 7)):
        config.set_property(key, value)
    values = procedure.run(config)
    assert values.index(0) == Gimp.PDBStatusType.SUCCESS, pdb.get_last_error()
    assert_layers(values.index(1), program_pictures(["sample", "model=face", "prior=full", "n=2", "seed=7"], []))
    values.index(1).delete()


def case_layers_menu(stage):
    """No effect does it: the entry is the plug-in's."""
    assert pdb.lookup_procedure(PREFIX + stage).get_menu_paths() == ["<Image>/Filters/Faces"]


def cases_of_layers(stage):
    yield case_layers_menu, (stage,)
    if stage == "sample":
        yield case_made, (stage,)
        return
    yield case_mixed, (stage, 1)
    yield case_mixed, (stage, 2)
    yield case_mixed_selection, (stage,)
    yield case_mix_refused, (stage,)


# Stages that repair what is selected, and those that make layers.
MARKED = ["inpaint"]
LAYERS = ["morph", "sample"]
# Values other than the defaults, for stages that have any.
VALUES = {"edit": {"properties": {"region": "4,3,30,30", "smile": 1.0, "glasses": -0.5},
                   "words": ["region=4,3,30,30", "smile=1", "glasses=-0.5"],
                   "bad": [({"region": "4,3", "smile": 1.0}, "region"), ({"region": "99,99,9,9", "smile": 1.0}, "outside")]},
          "denoise": {"properties": {"strength": 0.75, "sigma_auto": False, "sigma": 12.5},
                      "words": ["strength=0.75", "sigma=12.5"],
                      "bad": [({"model": "no-such"}, "no-such"), ({"sigma": 12.5}, "sigma-auto")]}}


def cases_of_new_size(stage):
    for shape in ((3, "u8", 60, 45), (4, "u8", 31, 27), (1, "u8", 31, 27), (2, "u8", 20, 15), (3, "u16", 31, 27),
                  (3, "float", 31, 27), (1, "float", 20, 15), (3, "u8", 1, 1), (4, "u8", 7, 5)):
        yield case_enlarged, (stage, *shape)
    yield case_enlarged_here, (stage,)
    yield case_enlarge_refused, (stage,)


def cases_of_repair(stage):
    for shape in ((3, "u8", 120, 90), (4, "u8", 61, 47), (1, "u8", 61, 47), (2, "u8", 40, 30), (3, "u16", 61, 47),
                  (3, "float", 61, 47), (1, "float", 40, 30), (3, "u8", 7, 5)):
        yield case_repaired, (stage, *shape)
    for case in case_repaired_layers, case_repair_refused, case_repair_menu:
        yield case, (stage,)


def cases_of_effect(stage):
    shapes = [(3, "u8", 120, 90), (4, "u8", 61, 47), (1, "u8", 61, 47), (2, "u8", 40, 30), (3, "u16", 61, 47),
              (4, "u16", 40, 30), (1, "u16", 40, 30), (3, "float", 61, 47), (4, "float", 40, 30), (1, "float", 40, 30),
              (3, "u8", 1, 1), (3, "u8", 7, 5), (1, "float", 1, 1), (4, "float", 7, 5)]
    for case in (case_procedure, case_filter):
        for shape in shapes:
            yield case, (stage, *shape)
    for case in (case_menu, case_arguments, case_moved_filter, case_merged_filter, case_linear, case_selection, case_selection_beside,
                 case_several_layers, case_mask_and_lock, case_refused):
        yield case, (stage,)
    if stage in VALUES:
        yield case_values, (stage,)
        yield case_saved, (stage,)
        for arguments, word in VALUES[stage]["bad"]:
            yield case_bad_value, (stage, arguments, word)


def cases_of(stage):
    if stage in LAYERS:
        return cases_of_layers(stage)
    new_size = pdb.lookup_procedure(PREFIX + stage).find_argument("new-image")
    if new_size:
        return cases_of_new_size(stage)
    return cases_of_repair(stage) if stage in MARKED else cases_of_effect(stage)


def main(tap):
    stages = [name[len(PREFIX):] for name in pdb.query_procedures(PREFIX + ".*", *[""] * 7)]
    assert stages, "no procedure of aefilter is there"
    only, wanted = os.environ.get("AE_ONLY", "").split(), os.environ.get("AE_STAGES", "").split()
    stages = [stage for stage in stages if not wanted or stage in wanted]
    cases = [(case, arguments) for stage in stages for case, arguments in cases_of(stage)
             if not only or case.__name__[len("case_"):] in only]
    print(f"1..{len(cases)}", file=tap, flush=True)
    for number, (case, arguments) in enumerate(cases, 1):
        words = " ".join([case.__name__[len("case_"):], *map(str, arguments)])
        try:
            case(*arguments)
            print(f"ok {number} - {words}", file=tap, flush=True)
        except Exception:
            print(f"not ok {number} - {words}", file=tap)
            for line in traceback.format_exc().splitlines():
                print("#", line, file=tap, flush=True)


with open(os.environ["AE_TAP"], "w", encoding="utf-8") as output:
    main(output)
