/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Everything that knows OpenCV. A search over the whole picture is coarse; what it finds is turned upright and looked
 * at again, enlarged to one size: the square is then exact to a few percent, and there are eyes. */
#include <algorithm>
#include <cmath>
#include <exception>
#include <memory>
#include <mutex>
#include <vector>

#include <opencv2/imgproc.hpp>
#include <opencv2/objdetect.hpp>

#include "face/find.h"

namespace {

enum {
  LEAST = 24,   /* pixels of the smallest face that is searched for */
  UPRIGHT = 160 /* pixels of a face when it is looked at again, in a picture twice as wide */
};

/* ---- cascades ---- */

struct Cascades {
  cv::CascadeClassifier faces, eyes, bare_eyes;
};

/* Where opencv-data puts it, below the folders of XDG_DATA_DIRS. */
char *cascade_path(const char *name) {
  for (const char *const *dir = g_get_system_data_dirs(); *dir; dir++)
    for (const char *version : {"opencv4", "opencv"}) {
      g_autofree char *path = g_build_filename(*dir, version, "haarcascades", name, nullptr);
      if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
        return static_cast<char *>(g_steal_pointer(&path));
    }
  return g_build_filename("/usr/share/opencv4/haarcascades", name, nullptr);
}

bool load(cv::CascadeClassifier &cascade, const char *name, GError **error) {
  g_autofree char *path = cascade_path(name);
  if (cascade.load(path))
    return true;
  g_set_error(error, AE_ERROR, AE_ERROR_IO,
              "cannot look for faces without %s (Debian's package opencv-data); give region=X,Y,W,H", path);
  return false;
}

bool load_all(Cascades &c, GError **error) {
  return load(c.faces, "haarcascade_frontalface_alt2.xml", error) &&
         load(c.eyes, "haarcascade_eye_tree_eyeglasses.xml", error) && load(c.bare_eyes, "haarcascade_eye.xml", error);
}

/* Reading them takes as long as a small photo's search: who is through with them leaves them to the next. A classifier
 * is for one caller at a time. */
class Shelf {
public:
  std::unique_ptr<Cascades> take(GError **error) {
    {
      std::lock_guard<std::mutex> lock(mutex);
      if (!free.empty()) {
        std::unique_ptr<Cascades> one = std::move(free.back());
        free.pop_back();
        return one;
      }
    }
    auto one = std::make_unique<Cascades>();
    return load_all(*one, error) ? std::move(one) : nullptr;
  }
  void give(std::unique_ptr<Cascades> one) {
    std::lock_guard<std::mutex> lock(mutex);
    free.push_back(std::move(one));
  }

private:
  std::mutex mutex;
  std::vector<std::unique_ptr<Cascades>> free;
};

Shelf &shelf() {
  static Shelf one;
  return one;
}

/* ---- coarse ---- */

/* A square, turned clockwise by angle. */
struct Square {
  double x, y, side, angle;
};

/* p of a picture turned by angle about its middle, in the picture itself. */
cv::Point2d turned(cv::Point2d p, double angle, cv::Point2d middle) {
  cv::Point2d d = p - middle;
  double c = std::cos(angle), s = std::sin(angle);
  return {middle.x + c * d.x - s * d.y, middle.y + s * d.x + c * d.y};
}

/* What upright eyes see when the head is turned clockwise by angle. */
cv::Mat turn(const cv::Mat &picture, double angle) {
  if (angle == 0)
    return picture;
  cv::Mat out;
  cv::Point2f middle(picture.cols / 2.0f, picture.rows / 2.0f);
  cv::warpAffine(picture, out, cv::getRotationMatrix2D(middle, angle * 180 / CV_PI, 1), picture.size(),
                 cv::INTER_LINEAR, cv::BORDER_REPLICATE);
  return out;
}

void search(Cascades &c, const cv::Mat &picture, double scale, double angle, std::vector<Square> &found) {
  std::vector<cv::Rect> rects;
  c.faces.detectMultiScale(turn(picture, angle), rects, 1.1, 3, 0, cv::Size(LEAST, LEAST));
  cv::Point2d middle(picture.cols / 2.0, picture.rows / 2.0);
  for (const cv::Rect &r : rects) {
    cv::Point2d p = turned({r.x + r.width / 2.0, r.y + r.width / 2.0}, angle, middle);
    found.push_back({p.x * scale, p.y * scale, r.width * scale, angle});
  }
}

/* Heads that lie askew are searched for only where there is no upright one; small ones where there may be more. */
std::vector<Square> search_all(Cascades &c, const cv::Mat &picture) {
  std::vector<Square> found;
  cv::Mat half;
  cv::resize(picture, half, cv::Size(std::max(picture.cols / 2, 1), std::max(picture.rows / 2, 1)), 0, 0,
             cv::INTER_AREA);
  search(c, half, 2, 0, found);
  auto is_small = [](const Square &s) { return s.side < 5 * LEAST; };
  if (found.empty() || std::any_of(found.begin(), found.end(), is_small)) {
    found.clear();
    search(c, picture, 1, 0, found);
  }
  for (double angle : {-0.5, 0.5})
    if (found.empty())
      search(c, half, 2, angle, found);
  return found;
}

/* ---- fine ---- */

/* The square and as much around it, upright; *unit: pixels of picture in one of the result. */
cv::Mat upright(const cv::Mat &picture, const Square &s, double *unit) {
  *unit = s.side / UPRIGHT;
  cv::Mat shrunk = picture;
  double step = std::max(1.0, std::floor(*unit));
  if (step > 1) /* warpAffine does not average */
    cv::resize(picture, shrunk, cv::Size(), 1 / step, 1 / step, cv::INTER_AREA);
  double k = *unit / step, a = k * std::cos(s.angle), b = k * std::sin(s.angle);
  cv::Matx23d to_picture(a, -b, s.x / step - UPRIGHT * (a - b), b, a, s.y / step - UPRIGHT * (a + b));
  cv::Mat out;
  cv::warpAffine(shrunk, out, to_picture, cv::Size(2 * UPRIGHT, 2 * UPRIGHT), cv::INTER_CUBIC | cv::WARP_INVERSE_MAP,
                 cv::BORDER_REPLICATE);
  return out;
}

/* A point of what upright gives, in the picture. */
AePoint back(const Square &s, double unit, double x, double y) {
  double c = std::cos(s.angle) * unit, n = std::sin(s.angle) * unit;
  x -= UPRIGHT;
  y -= UPRIGHT;
  return {s.x + c * x - n * y, s.y + n * x + c * y};
}

/* The face whose middle is nearest to the picture's; an empty one: none. */
cv::Rect look_again(Cascades &c, const cv::Mat &picture) {
  std::vector<cv::Rect> rects;
  c.faces.detectMultiScale(picture, rects, 1.05, 2, 0, cv::Size(UPRIGHT * 2 / 3, UPRIGHT * 2 / 3),
                           cv::Size(UPRIGHT * 3 / 2, UPRIGHT * 3 / 2));
  auto far = [](const cv::Rect &r) { return std::hypot(r.x + r.width / 2.0 - UPRIGHT, r.y + r.width / 2.0 - UPRIGHT); };
  auto nearest = std::min_element(rects.begin(), rects.end(),
                                  [&](const cv::Rect &a, const cv::Rect &b) { return far(a) < far(b); });
  return nearest == rects.end() || far(*nearest) > UPRIGHT / 3 ? cv::Rect() : *nearest;
}

/* The mean of what a cascade takes for eyes in one half of a face's upper part. */
bool find_eye(cv::CascadeClassifier &cascade, const cv::Mat &face, bool left, cv::Point2d *eye) {
  int side = face.cols;
  cv::Rect part(left ? side / 12 : side / 2, side / 5, side / 2 - side / 12, side * 2 / 5);
  std::vector<cv::Rect> rects;
  cascade.detectMultiScale(face(part), rects, 1.05, 3, 0, cv::Size(side / 8, side / 8));
  *eye = {0, 0};
  for (const cv::Rect &r : rects)
    *eye += cv::Point2d(part.x + r.x + r.width / 2.0, part.y + r.y + r.height / 2.0) * (1.0 / (double)rects.size());
  return !rects.empty();
}

/* Both eyes, by the cascades that find them. */
bool find_eyes(Cascades &c, const cv::Mat &face, cv::Point2d eyes[2]) {
  int found = 0;
  cv::Point2d sum[2];
  for (cv::CascadeClassifier *cascade : {&c.eyes, &c.bare_eyes}) {
    cv::Point2d e[2];
    if (!find_eye(*cascade, face, true, &e[0]) || !find_eye(*cascade, face, false, &e[1]))
      continue;
    for (int i = 0; i < 2; i++)
      sum[i] += e[i];
    found++;
  }
  for (int i = 0; i < 2 && found; i++)
    eyes[i] = sum[i] * (1.0 / found);
  cv::Point2d d = eyes[1] - eyes[0];
  return found && d.x > face.cols * 0.25 && d.x < face.cols * 0.6 && std::fabs(d.y) < 0.4 * d.x;
}

/* s, exactly; FALSE: it is no face after all. */
bool look(Cascades &c, const cv::Mat &picture, Square *s, AeFace *face) {
  double unit;
  cv::Mat view = upright(picture, *s, &unit);
  cv::Rect r = look_again(c, view);
  if (r.empty())
    return false;
  AePoint middle = back(*s, unit, r.x + r.width / 2.0, r.y + r.width / 2.0);
  *face = {middle.x, middle.y, r.width * unit, s->angle, FALSE, {}};
  cv::Point2d eyes[2];
  face->has_eyes = find_eyes(c, view(r), eyes);
  for (int i = 0; i < 2 && face->has_eyes; i++)
    face->eyes[i] = back(*s, unit, r.x + eyes[i].x, r.y + eyes[i].y);
  *s = {middle.x, middle.y, face->side, s->angle};
  if (face->has_eyes)
    s->angle = std::atan2(face->eyes[1].y - face->eyes[0].y, face->eyes[1].x - face->eyes[0].x);
  return true;
}

/* ---- all ---- */

bool is_known(const GArray *faces, const AeFace &face) {
  for (guint i = 0; i < faces->len; i++) {
    const AeFace &other = g_array_index(faces, AeFace, i);
    if (std::hypot(face.x - other.x, face.y - other.y) < 0.4 * std::max(face.side, other.side))
      return true;
  }
  return false;
}

/* From pixels of the search to the photo's. */
AeFace of_photo(AeFace face, double step) {
  face.x *= step;
  face.y *= step;
  face.side *= step;
  for (AePoint &eye : face.eyes)
    eye = {eye.x * step, eye.y * step};
  return face;
}

void find(Cascades &c, const AeGrey *grey, GArray *faces) {
  cv::Mat picture((int)grey->height, (int)grey->width, CV_8U, grey->pixels);
  std::vector<Square> squares = search_all(c, picture);
  std::sort(squares.begin(), squares.end(), [](const Square &a, const Square &b) { return a.side > b.side; });
  for (Square &s : squares) {
    AeFace face;
    if (!look(c, picture, &s, &face))
      continue;
    AeFace again; /* with its eyes level */
    if (face.has_eyes && std::fabs(s.angle - face.angle) > 0.05 && look(c, picture, &s, &again))
      face = again;
    face = of_photo(face, grey->step);
    if (!is_known(faces, face))
      g_array_append_val(faces, face);
  }
}

} // namespace

GArray *ae_faces_find(const AeGrey *grey, GError **error) {
  GArray *faces = g_array_new(FALSE, TRUE, sizeof(AeFace));
  try {
    if (std::unique_ptr<Cascades> c = shelf().take(error)) {
      find(*c, grey, faces);
      shelf().give(std::move(c));
      return faces;
    }
  } catch (const std::exception &e) {
    g_set_error(error, AE_ERROR, AE_ERROR_MEMORY, "the search for faces failed: %s", e.what());
  }
  g_array_unref(faces);
  return nullptr;
}
